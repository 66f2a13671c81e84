import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type {
  AskHost,
  PreviewJob,
  PreviewResult,
  ProbeJob,
  ProbeResult,
  RunEvent,
  RunJob,
  TablePageJob,
  TablePageResult,
} from '@sluice/engine'
import type { Problem } from '@sluice/flow'
import { toEngine, type EngineRequest, type FromEngine } from '../protocol.ts'
import { EventStream } from './event-stream.ts'
import { hideInQuestion } from './hide-in-question.ts'
import { Questions } from './questions.ts'
import { residentMb, watchMemory } from './memory-watch.ts'
import { redactor } from './redact.ts'

/** What the process can do. The engine in production; scripted in the pool's tests. */
export interface EngineHandlers {
  readonly run: (job: RunJob, emit: (event: RunEvent) => void, signal: AbortSignal, ask: AskHost) => Promise<void>
  readonly preview: (job: PreviewJob, signal: AbortSignal) => Promise<PreviewResult>
  readonly probe: (job: ProbeJob, signal: AbortSignal) => Promise<ProbeResult>
  readonly tablePage: (job: TablePageJob, signal: AbortSignal) => Promise<TablePageResult>
  /** An error as a person should know it; undefined for a fault of the program. */
  readonly explain: (error: unknown) => Problem | undefined
}

interface Current {
  readonly abort: AbortController
  readonly stream: EventStream
  readonly work: string | undefined
  readonly finished: Promise<void>
}

const LAST_WISH_MS = 1_000

/** What happens in a micro-batch is written down with its end: a message for each event would be most of its cost. */
const HOLD_MS = 50

const isMicroBatch = ({ kind, job }: EngineRequest): boolean => kind === 'run' && job.folders.session !== undefined

/** Answers the host's requests over the pipe until the host is gone. */
export function serve(handlers: EngineHandlers): void {
  let current: Current | undefined
  const send = (message: FromEngine): void => {
    if (process.connected) process.send?.(message)
  }

  const questions = new Questions(send)
  process.on('message', (raw) => {
    const message = toEngine(raw)
    switch (message.kind) {
      case 'start': {
        const abort = new AbortController()
        const stream = new EventStream((events) => {
          send({ kind: 'events', events })
        }, isMicroBatch(message.request) ? HOLD_MS : 0) // prettier-ignore
        const stop = watchMemory(message.memoryMb, (rssMb) => {
          send({ kind: 'over-memory', rssMb })
        })
        const finished = perform(handlers, message.request, stream, abort.signal, questions).then((answer) => {
          stop()
          current = undefined
          send(answer)
        })
        current = { abort, stream, work: 'folders' in message.request.job ? message.request.job.folders.work : undefined, finished }
        break
      }
      case 'abort':
        current?.abort.abort()
        break
      case 'next':
        current?.stream.taken()
        break
      case 'host-answer':
        questions.answered(message.id, message.answer)
        break
    }
  })

  // The host steers through the pipe alone: a Ctrl-C in a terminal reaches both, and must not look like a crash here.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined)
  process.on('disconnect', () => {
    void leave(current)
  })
  send({ kind: 'ready' })
}

async function perform(
  handlers: EngineHandlers,
  request: EngineRequest,
  stream: EventStream,
  signal: AbortSignal,
  questions: Questions,
): Promise<FromEngine> {
  const hide = redactor(secretsIn(request))
  const ask: AskHost = (question) => {
    // The host hears everything that happened before first, so that it can write that down together with its answer.
    stream.flush()
    return questions.ask(hideInQuestion(question, hide))
  }
  try {
    const answer = await handle(handlers, request, (event) => { stream.push(hide(event)) }, signal, ask) // prettier-ignore
    stream.flush()
    const rssMb = residentMb()
    return answer === undefined ? { kind: 'done', rssMb } : { kind: 'answer', answer: hide(answer), rssMb }
  } catch (error) {
    stream.flush()
    return { kind: 'failed', problem: hide(handlers.explain(error) ?? fault(error)), rssMb: residentMb() }
  }
}

/** Every secret that a request carries, those of its connections too. */
function secretsIn({ job }: EngineRequest): readonly string[] {
  if (!('secrets' in job)) return []
  return [...Object.values(job.secrets), ...Object.values(job.connections).flatMap(({ secrets }) => Object.values(secrets))]
}

async function handle(
  handlers: EngineHandlers,
  request: EngineRequest,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
  ask: AskHost,
) {
  switch (request.kind) {
    case 'run':
      await handlers.run(request.job, emit, signal, ask)
      return undefined
    case 'preview':
      return handlers.preview(request.job, signal)
    case 'probe':
      return handlers.probe(request.job, signal)
    case 'table-page':
      return handlers.tablePage(request.job, signal)
  }
}

const fault = (error: unknown): Problem => ({
  severity: 'error',
  code: 'internal-error',
  params: { message: (error instanceof Error ? error.message : String(error)).slice(0, 2_000) },
})

/** The host is gone: nobody else removes the scratch folder, and nothing may go on. */
async function leave(current: Current | undefined): Promise<void> {
  if (current !== undefined) {
    current.abort.abort()
    await Promise.race([current.finished, delay(LAST_WISH_MS)])
    if (current.work !== undefined) rmSync(current.work, { recursive: true, force: true })
  }
  // Ends DuckDB's threads in the middle of whatever they do; exit() would wait for them.
  process.kill(process.pid, 'SIGKILL')
}
