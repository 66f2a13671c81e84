import { type EndedCall, type Notifications, type TriggerWork } from '@sluice/store'
import { type Logger } from 'pino'

/** Ends of calls that were told before anybody waited for them. */
const REMEMBERED = 2_000

/** Waits for the ends of calls; one subscription for the process. */
export class CallAnswers {
  readonly #work: TriggerWork
  readonly #log: Logger
  readonly #waiting = new Map<string, (ended: EndedCall) => void>()
  readonly #early = new Set<string>()
  readonly #off: () => void

  constructor(work: TriggerWork, notifications: Notifications, log: Logger) {
    this.#work = work
    this.#log = log
    this.#off = notifications.on('sluice_answer', (event) => {
      // An empty id says that notifications may have been missed.
      for (const id of event === '' ? [...this.#waiting.keys()] : [event]) void this.#look(id)
    })
  }

  /** How the call ended; undefined when the signal came first. */
  async wait(event: string, signal: AbortSignal): Promise<EndedCall | undefined> {
    const ended = new Promise<EndedCall>((resolve) => this.#waiting.set(event, resolve))
    const gaveUp = new Promise<undefined>((resolve) => {
      if (signal.aborted) resolve(undefined)
      signal.addEventListener('abort', () => resolve(undefined), { once: true })
    })
    if (this.#early.delete(event)) void this.#look(event)
    try {
      return (await Promise.race([ended, gaveUp])) ?? (await this.#work.endedCall(event))
    } finally {
      this.#waiting.delete(event)
    }
  }

  close(): void {
    this.#off()
  }

  async #look(event: string): Promise<void> {
    const resolve = this.#waiting.get(event)
    if (resolve === undefined) {
      this.#early.add(event)
      const [oldest] = this.#early
      if (this.#early.size > REMEMBERED && oldest !== undefined) this.#early.delete(oldest)
      return
    }
    try {
      const ended = await this.#work.endedCall(event)
      if (ended !== undefined) resolve(ended)
    } catch (error) {
      this.#log.error({ err: error }, 'reading the end of a call failed')
    }
  }
}
