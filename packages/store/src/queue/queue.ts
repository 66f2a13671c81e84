import { type Database } from '../database/connect.ts'
import { newerMigration } from '../database/migrate.ts'
import { type AttemptKey } from './attempt.ts'
import { claimer, type ClaimedRun, type Claimer } from './claim.ts'
import { endTooLarge } from './end-too-large.ts'
import { queueFigures, type QueueFigures } from './figures.ts'
import { handBack } from './hand-back.ts'
import { recoverLost } from './recovery.ts'
import { type Room } from './take-next.ts'
import { workerRegistry, type WorkerRegistry } from './workers.ts'

/** Work for workers of all workspaces. */
export interface RunQueue {
  /** What takes runs for a worker, as long as it lives. */
  readonly claimer: (worker: string) => Claimer
  /** The next run that this worker can take, now held by it; undefined when there is none. */
  readonly claim: (worker: string, room?: Room) => Promise<ClaimedRun | undefined>
  /** Puts a run that its worker has to leave back into the queue; false when somebody asked it to stop meanwhile. */
  readonly handBack: (key: AttemptKey) => Promise<boolean>
  /** Ends runs that need more memory than any living worker may ever give and have waited for minutes. Gives their ids. */
  readonly endTooLarge: () => Promise<readonly string[]>
  /** Takes over runs whose worker was silent for longer than its lease: queued again, or failed after three losses. Gives their ids. */
  readonly recoverLost: () => Promise<readonly string[]>
  /** Attempts that a worker holds now, as `<run>-<attempt>`: the names of their scratch folders. */
  readonly held: () => Promise<ReadonlySet<string>>
  readonly workers: WorkerRegistry
  readonly figures: () => Promise<QueueFigures>
  /** A migration that a newer program applied: this one must take nothing more. */
  readonly newerMigration: () => Promise<string | undefined>
}

export const runQueue = (db: Database): RunQueue => ({
  claimer: (worker) => claimer(db, worker),
  claim: (worker, room) => claimer(db, worker)(room),
  handBack: (key) => handBack(db, key),
  endTooLarge: () => endTooLarge(db),
  workers: workerRegistry(db),
  figures: () => queueFigures(db),
  newerMigration: () => newerMigration(db),

  recoverLost: () => recoverLost(db),

  held: async () => {
    const rows = await db.run.findMany({ where: { status: 'running' }, select: { id: true, attempt: true } })
    return new Set(rows.map(({ id, attempt }) => `${id}-${attempt}`))
  },
})
