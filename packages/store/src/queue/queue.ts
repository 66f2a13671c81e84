import { type Database } from '../database/connect.ts'
import { newerMigration } from '../database/migrate.ts'
import { notify } from '../database/notifications.ts'
import { appendEvents } from '../workspace/run-events.ts'
import { recordLineage, type HashedOutput, type ReadInput } from '../lineage/record.ts'
import { inTransaction } from '../workspace/scope.ts'
import { type AttemptKey } from './attempt.ts'
import { AMPLE_ROOM, claimRun, type ClaimedRun, type Room } from './claim.ts'
import { endTooLarge } from './end-too-large.ts'
import { queueFigures, type QueueFigures } from './figures.ts'
import { handBack } from './hand-back.ts'
import { workerRegistry, type WorkerRegistry } from './workers.ts'

/** Work for workers of all workspaces. */
export interface RunQueue {
  /** The next run that this worker can take, now held by it; undefined when there is none. */
  readonly claim: (worker: string, room?: Room) => Promise<ClaimedRun | undefined>
  /** Puts a run that its worker has to leave back into the queue; false when somebody asked it to stop meanwhile. */
  readonly handBack: (key: AttemptKey) => Promise<boolean>
  /** Ends runs that need more memory than any living worker may ever give and have waited for minutes. Gives their ids. */
  readonly endTooLarge: () => Promise<readonly string[]>
  /** Ends runs whose worker was silent for longer than its lease as failed (`worker-lost`). Gives their ids. */
  readonly failLost: () => Promise<readonly string[]>
  /** Attempts that a worker holds now, as `<run>-<attempt>`: the names of their scratch folders. */
  readonly held: () => Promise<ReadonlySet<string>>
  /** Keeps what an attempt read and what its outputs hash to. */
  readonly recordLineage: (key: AttemptKey, inputs: readonly ReadInput[], outputs: readonly HashedOutput[]) => Promise<void>
  readonly workers: WorkerRegistry
  readonly figures: () => Promise<QueueFigures>
  /** A migration that a newer program applied: this one must take nothing more. */
  readonly newerMigration: () => Promise<string | undefined>
}

export const runQueue = (db: Database): RunQueue => ({
  claim: (worker, room = AMPLE_ROOM) => claimRun(db, worker, room),
  handBack: (key) => handBack(db, key),
  endTooLarge: () => endTooLarge(db),
  recordLineage: (key, inputs, outputs) => recordLineage(db, key, inputs, outputs),
  workers: workerRegistry(db),
  figures: () => queueFigures(db),
  newerMigration: () => newerMigration(db),

  failLost: () =>
    inTransaction(db, async (tx) => {
      const problems = [{ severity: 'error' as const, code: 'worker-lost' }]
      const rows = await tx.$queryRaw<{ id: string; workspace_id: string; duration_ms: number; finished_at: Date }[]>`UPDATE run
        SET status = 'failed', finished_at = now(), duration_ms = extract(epoch FROM now() - started_at) * 1000, lease_until = NULL, problems = ${JSON.stringify(problems)}::json
        WHERE id IN (SELECT id FROM run WHERE status = 'running' AND lease_until < now() FOR UPDATE SKIP LOCKED)
        RETURNING id, workspace_id, duration_ms, finished_at`
      for (const { id: runId, workspace_id: workspaceId, duration_ms: durationMs, finished_at } of rows) {
        await tx.runNode.updateMany({ where: { runId, workspaceId, status: 'running' }, data: { status: 'failed' } })
        await appendEvents(tx, { workspaceId, runId }, [
          { type: 'status', status: 'failed', at: finished_at.toISOString(), durationMs, problems },
        ])
        await notify(tx, 'sluice_cancel', runId)
      }
      return rows.map(({ id }) => id)
    }),

  held: async () => {
    const rows = await db.run.findMany({ where: { status: 'running' }, select: { id: true, attempt: true } })
    return new Set(rows.map(({ id, attempt }) => `${id}-${attempt}`))
  },
})
