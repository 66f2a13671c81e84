import { FLOW_VERSION } from '@sluice/flow'
import { StoreError, type ClaimedRun } from '@sluice/store'
import { LEASE_LOST } from './commit-host.ts'
import { type WorkerConfig } from './config.ts'

interface Work {
  readonly run: ClaimedRun
  readonly abort: AbortController
  readonly done: Promise<void>
}

/** The runs that this worker is at, and the room that they leave. */
export class AtWork {
  readonly #config: Pick<WorkerConfig, 'runs' | 'memoryMb' | 'runMemoryMb'>
  /** An attempt that lost its run may still be ending when the next one has begun here. */
  readonly #works = new Set<Work>()

  constructor(config: Pick<WorkerConfig, 'runs' | 'memoryMb' | 'runMemoryMb'>) {
    this.#config = config
  }

  /** What is left for one run more; undefined when none more may be at work. */
  get room() {
    const { runs, memoryMb, runMemoryMb } = this.#config
    if (this.#works.size >= runs) return undefined
    const taken = [...this.#works].reduce((sum, { run }) => sum + run.memoryMb, 0)
    return { freeMb: memoryMb - taken, budgetMb: memoryMb, defaultMb: runMemoryMb, documentVersion: FLOW_VERSION }
  }

  begin(run: ClaimedRun, perform: (abort: AbortController) => Promise<void>): Promise<void> {
    const abort = new AbortController()
    const done = perform(abort).finally(() => this.#works.delete(work))
    const work = { run, abort, done }
    this.#works.add(work)
    return done
  }

  /** Ends a run that somebody asked to stop, and an attempt that lost its run. Word of it may come late: what the row says counts. */
  async cancel(runId: string): Promise<void> {
    const meant = [...this.#works].filter(({ run }) => run.runId === runId)
    await Promise.all(
      meant.map(async ({ run, abort }) => {
        try {
          if ((await run.writer.heartbeat()).cancelRequested) abort.abort()
        } catch (error) {
          // When the database is away, the next beat of the lease tells.
          if (error instanceof StoreError) abort.abort(LEASE_LOST)
        }
      }),
    )
  }

  /** Resolves when all are done. Those that are still at work after the time, or once it is in a hurry, leave this worker. */
  async drain(withinMs: number, hurry: AbortSignal): Promise<void> {
    const ended = Promise.all([...this.#works].map(({ done }) => done))
    const leave = (): void => {
      for (const { abort } of this.#works) abort.abort('worker-stopped')
    }
    const timer = setTimeout(leave, withinMs)
    hurry.addEventListener('abort', leave, { once: true })
    if (hurry.aborted) leave()
    await ended
    clearTimeout(timer)
    hurry.removeEventListener('abort', leave)
  }
}
