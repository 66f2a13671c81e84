import { type Refusals, type TriggerWork } from '@sluice/store'
import { type Logger } from 'pino'

const EVERY_MS = 1_000

/** Counts what was refused or known already, and writes it down once a second. */
export class RefusalCounts {
  readonly #work: TriggerWork
  readonly #log: Logger
  #counts = new Map<string, Map<string, number>>()
  #writing: Promise<void> = Promise.resolve()
  readonly #timer: NodeJS.Timeout

  constructor(work: TriggerWork, log: Logger) {
    this.#work = work
    this.#log = log
    this.#timer = setInterval(() => void this.write(), EVERY_MS)
  }

  add(trigger: string, code: string): void {
    const codes = this.#counts.get(trigger) ?? new Map<string, number>()
    this.#counts.set(trigger, codes.set(code, (codes.get(code) ?? 0) + 1))
  }

  write(): Promise<void> {
    if (this.#counts.size === 0) return this.#writing
    const counts: Refusals = this.#counts
    this.#counts = new Map()
    this.#writing = this.#writing.then(() => this.#work.countRefused(counts)).catch((error: unknown) => this.#log.error({ err: error }, 'counting refused requests failed')) // prettier-ignore
    return this.#writing
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.write()
  }
}
