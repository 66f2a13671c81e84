import type { AskHost, HostQuestion, RunEvent } from '@sluice/engine'
import type { Problem } from '@sluice/flow'
import type { EngineAnswer, EngineRequest, FromEngine } from '../protocol.ts'
import type { EngineProcess, Exit } from './engine-process.ts'

/** Why the host ended a job before it was done by itself. */
export type Ending = 'cancelled' | 'time-limit' | 'memory-limit'

/** How a job ended as seen on the pipe. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'answer'; readonly answer: EngineAnswer }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'exit'; readonly exit: Exit }

export interface JobResult {
  readonly outcome: Outcome
  readonly ending: Ending | undefined
  readonly rssMb: number
}

export interface JobOptions {
  readonly signal: AbortSignal
  readonly memoryMb: number
  readonly timeMs: number | undefined
  /** Called with one event after another; the next batch is asked for when its promise is settled. */
  readonly onEvent: (event: RunEvent) => void | Promise<void>
  readonly ask: AskHost
}

/** A process that is told to stop has this long before it is killed. */
const GRACE_MS = 1_500

/** Does one job in a ready process: limits, cancel, events in order. The process may be dead afterwards. */
export async function perform(process: EngineProcess, request: EngineRequest, options: JobOptions): Promise<JobResult> {
  let ending: Ending | undefined
  let delivery = Promise.resolve()
  const timers: NodeJS.Timeout[] = []
  const end = (cause: Ending): void => {
    if (ending !== undefined) return
    ending = cause
    process.send({ kind: 'abort' })
    timers.push(setTimeout(() => void process.kill(), GRACE_MS))
  }
  const cancel = (): void => {
    end('cancelled')
  }
  const deliver = (events: readonly RunEvent[]): void => {
    delivery = delivery.then(async () => {
      for (const event of events) await options.onEvent(event)
      process.send({ kind: 'next' })
    })
    // A host that can't take events can't tell the truth about the run any more.
    delivery.catch(cancel)
  }

  const answer = async (id: number, question: HostQuestion): Promise<void> => {
    const given = await delivery.then(() => options.ask(question)).catch(() => 'stop' as const)
    process.send({ kind: 'host-answer', id, answer: given })
  }

  const ended = new Promise<{ outcome: Outcome; rssMb: number }>((resolve) => {
    process.listen((message: FromEngine) => {
      switch (message.kind) {
        case 'ready':
          break
        case 'events':
          deliver(message.events)
          break
        case 'ask':
          void answer(message.id, message.question)
          break
        case 'over-memory':
          end('memory-limit')
          break
        case 'done':
        case 'answer':
        case 'failed':
          resolve({ outcome: message, rssMb: message.rssMb })
          break
      }
    })
    void process.exited.then((exit) => {
      resolve({ outcome: { kind: 'exit', exit }, rssMb: 0 })
    })
  })

  options.signal.addEventListener('abort', cancel, { once: true })
  if (options.timeMs !== undefined) timers.push(setTimeout(() => { end('time-limit') }, options.timeMs)) // prettier-ignore
  process.send({ kind: 'start', request, memoryMb: options.memoryMb })
  if (options.signal.aborted) cancel()
  try {
    const { outcome, rssMb } = await ended
    await delivery
    return { outcome, ending, rssMb }
  } finally {
    timers.forEach(clearTimeout)
    options.signal.removeEventListener('abort', cancel)
  }
}
