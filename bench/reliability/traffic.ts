import { setTimeout as delay } from 'node:timers/promises'
import { Tally } from './report.ts'
import { untilRun } from './run-state.ts'
import { type Site } from './site.ts'
import { lookAt, startWork } from './work.ts'

/** Runs one after the other, some at the same time, for as long as the trial goes on. */
export class Traffic {
  readonly tally = new Tally()
  /** How often a run was taken from its worker; none of them died. */
  losses = 0
  readonly #site: Site
  readonly #lanes: Promise<void>[]
  #over = false
  #started = 0
  #waiting: (() => void)[] = []

  constructor(site: Site, rows: number, lanes: number) {
    this.#site = site
    this.#lanes = Array.from({ length: lanes }, (_, lane) => this.#lane(rows, lane * rows))
  }

  /** Resolves when the next run has ended. */
  nextEnd(): Promise<void> {
    return Promise.race([new Promise<void>((resolve) => this.#waiting.push(resolve)), ...this.#lanes])
  }

  async end(): Promise<void> {
    this.#over = true
    await Promise.all(this.#lanes)
  }

  async #lane(rows: number, firstKey: number): Promise<void> {
    while (!this.#over) {
      // What was not acknowledged is not counted, whether it is there or not.
      const work = await startWork(this.#site, `run${++this.#started}`, rows, { firstKey }).catch(() => undefined)
      if (work === undefined) {
        await delay(100)
        continue
      }
      await untilRun(this.#site, work.runId)
      for (const wake of this.#waiting.splice(0)) wake()
      this.tally.add(await untilAnswered(() => lookAt(this.#site, work)))
      const run = await untilAnswered(() => this.#site.store.database.run.findUniqueOrThrow({ where: { id: work.runId } }))
      this.losses += run.losses
    }
  }
}

/** The database may be away while we look. */
export async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (tries > 100) throw error
      await delay(200)
    }
  }
}
