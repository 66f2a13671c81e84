import { FLOW_VERSION } from '@sluice/flow'
import { type ClaimedRun } from '@sluice/store'
import { type WorkerConfig } from './config.ts'

interface Work {
  readonly abort: AbortController
  readonly done: Promise<void>
  readonly memoryMb: number
}

/** The runs that this worker is at, and the room that they leave. */
export class AtWork {
  readonly #config: Pick<WorkerConfig, 'runs' | 'memoryMb' | 'runMemoryMb'>
  readonly #works = new Map<string, Work>()

  constructor(config: Pick<WorkerConfig, 'runs' | 'memoryMb' | 'runMemoryMb'>) {
    this.#config = config
  }

  /** What is left for one run more; undefined when none more may be at work. */
  get room() {
    const { runs, memoryMb, runMemoryMb } = this.#config
    if (this.#works.size >= runs) return undefined
    const taken = [...this.#works.values()].reduce((sum, work) => sum + work.memoryMb, 0)
    return { freeMb: memoryMb - taken, budgetMb: memoryMb, defaultMb: runMemoryMb, documentVersion: FLOW_VERSION }
  }

  begin({ runId, memoryMb }: ClaimedRun, perform: (abort: AbortController) => Promise<void>): Promise<void> {
    const abort = new AbortController()
    const done = perform(abort).finally(() => this.#works.delete(runId))
    this.#works.set(runId, { abort, done, memoryMb })
    return done
  }

  /** Ends one run because somebody asked for it. */
  cancel(runId: string): void {
    this.#works.get(runId)?.abort.abort()
  }

  /** Resolves when all are done. Those that are still at work after the time leave this worker. */
  async drain(withinMs: number): Promise<void> {
    const ended = Promise.all([...this.#works.values()].map(({ done }) => done))
    const timer = setTimeout(() => {
      for (const { abort } of this.#works.values()) abort.abort('worker-stopped')
    }, withinMs)
    await ended
    clearTimeout(timer)
  }
}
