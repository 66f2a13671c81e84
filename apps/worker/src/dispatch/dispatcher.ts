import { EnginePool, entryOf } from '@sluice/runtime'
import { type BatchClaimer, type ClaimedBatch, type Notifications, type Store } from '@sluice/store'
import { type Logger } from 'pino'
import { AtWork } from '../at-work.ts'
import { LEAST_MEMORY_MB, type WorkerConfig } from '../config.ts'
import { perform } from '../perform.ts'
import { untilWritten } from '../until-written.ts'
import { batchRun } from './batch-run.ts'
import { briefStore } from './brief-store.ts'
import { startEventSources } from './event-sources.ts'

/** What makes runs of the events that triggers took in. */
export interface Dispatcher {
  /** Ends one run because somebody asked for it. */
  readonly cancel: (runId: string) => void
  /** Takes no more events; runs that are still at work after the time, or in a hurry, go back to the queue. */
  readonly stop: (withinMs: number, hurry: AbortSignal) => Promise<void>
}

export interface Dispatching {
  readonly config: WorkerConfig
  readonly store: Store
  readonly notifications: Notifications
  readonly log: Logger
  readonly mayTake: () => boolean
}

/** A notification may be lost, and what failed comes due by the clock. */
const SWEEP_EVERY_MS = 1_000

/** A connection of its own for each run, so that nothing is carried over; ends at last so that no leak grows for ever. */
const RUNS_PER_PROCESS = 10_000

/** Micro-batches in processes that stay warm, beside the runs of the queue: an event waits for no long run. */
class Batches {
  readonly atWork: AtWork
  readonly #parts: Dispatching
  readonly #warm: EnginePool
  readonly #claim: BatchClaimer
  /** Triggers to look at, the one that waits longest first. */
  readonly #due = new Set<string>()
  #claims: Promise<void> | undefined

  constructor(parts: Dispatching) {
    const { warmRuns, engineEntry } = parts.config
    this.#parts = { ...parts, store: briefStore(parts.store) }
    this.#claim = parts.store.triggers.claimer(parts.config.name)
    this.#warm = new EnginePool({ max: warmRuns, warm: 0, runsPerProcess: RUNS_PER_PROCESS, entry: entryOf(engineEntry) })
    this.atWork = new AtWork({ runs: warmRuns, memoryMb: warmRuns * LEAST_MEMORY_MB, runMemoryMb: LEAST_MEMORY_MB })
  }

  look(...triggers: readonly string[]): void {
    for (const trigger of triggers) this.#due.add(trigger)
    const { log } = this.#parts
    this.#claims ??= this.#claimAll()
      .catch((error: unknown) => log.error({ err: error }, 'taking events failed'))
      .finally(() => (this.#claims = undefined))
  }

  async sweep(): Promise<void> {
    const { store, mayTake } = this.#parts
    if (mayTake()) this.look(...(await store.triggers.due()))
  }

  async close(withinMs: number, hurry: AbortSignal): Promise<void> {
    await this.#claims
    await this.atWork.drain(withinMs, hurry)
    await this.#warm.close()
  }

  async #claimAll(): Promise<void> {
    for (let next = this.#next(); next !== undefined && this.#parts.mayTake(); next = this.#next()) {
      const batch = await this.#claim(next).catch((error: unknown) => {
        // Its events may have been taken: only asking again tells.
        this.#due.add(next)
        throw error
      })
      if (batch === undefined) continue
      // There may be more, behind those of others.
      this.#due.add(next)
      void this.#run(next, batch)
    }
  }

  #next(): string | undefined {
    const [next] = this.#due
    if (next === undefined || this.atWork.room === undefined) return undefined
    this.#due.delete(next)
    return next
  }

  async #run(trigger: string, batch: ClaimedBatch): Promise<void> {
    const { config, store, log } = this.#parts
    const { runId, flowId, workspaceId, attempt } = batch
    const runLog = log.child({ run: runId, flow: flowId, workspace: workspaceId, attempt })
    try {
      const { run, pool } = await untilWritten(() => batchRun(config.data, store, this.#warm, batch))
      await this.atWork.begin(run, (abort) => perform({ config, store, pool, log: runLog }, run, abort))
    } catch (error) {
      // The lease runs out, and the events come back with the end of the run.
      runLog.error({ err: error }, 'a batch of events could not begin')
    }
    this.look(trigger)
  }
}

export function startDispatcher(parts: Dispatching): Dispatcher {
  const batches = new Batches(parts)
  const sweep = (): void => void batches.sweep().catch((error: unknown) => parts.log.error({ err: error }, 'looking for events failed'))
  const off = parts.notifications.on('sluice_event', (trigger) => {
    // An empty id says that notifications may have been missed.
    if (trigger === '') sweep()
    else batches.look(trigger)
  })
  const sources = startEventSources(parts.store, parts.notifications, parts.config.data, parts.log)
  const timer = setInterval(sweep, SWEEP_EVERY_MS)
  sweep()
  return {
    cancel: (runId) => void batches.atWork.cancel(runId),
    stop: async (withinMs, hurry) => {
      clearInterval(timer)
      off()
      await sources.stop()
      await batches.close(withinMs, hurry)
    },
  }
}
