import { type Database } from '../database/connect.ts'
import { notify } from '../database/notifications.ts'
import { appendEvents } from '../workspace/run-events.ts'
import { inTransaction } from '../workspace/scope.ts'
import { leaseLost, type AttemptKey } from './attempt.ts'

/**
 * Puts a run back into the queue because its worker has to leave: nobody's fault, so no attempt is counted as failed. What
 * it had begun is forgotten, unless its sinks have prepared (`committing`): then the next attempt only applies that.
 * Throws `lease-lost` when the attempt no longer holds the run.
 */
export const handBack = (db: Database, key: AttemptKey): Promise<boolean> =>
  inTransaction(db, async (tx) => {
    const { runId, workspaceId, attempt } = key
    const [row] = await tx.$queryRaw<{ cancel_requested: boolean; phase: string; now: Date }[]>`
      SELECT cancel_requested, phase, now() AS now FROM run
       WHERE id = ${runId}::uuid AND workspace_id = ${workspaceId}::uuid AND attempt = ${attempt} AND status = 'running' FOR UPDATE`
    if (row === undefined) throw leaseLost(key)
    if (row.cancel_requested) return false
    await tx.run.updateMany({ where: { id: runId, workspaceId }, data: { status: 'queued', worker: null, leaseUntil: null } })
    if (row.phase === 'working') {
      await tx.runNode.deleteMany({ where: { runId, workspaceId } })
      await tx.rejectedRow.deleteMany({ where: { runId, workspaceId } })
    }
    await appendEvents(tx, { workspaceId, runId }, [
      { type: 'status', status: 'queued', at: row.now.toISOString(), durationMs: null, problems: [] },
    ])
    await notify(tx, 'sluice_queue', runId)
    return true
  })
