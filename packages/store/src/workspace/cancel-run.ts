import { type Transaction } from '../database/connect.ts'
import { notify } from '../database/notifications.ts'
import { endRun, requeue } from '../queue/requeue.ts'
import { type RunKey } from './run-events.ts'

interface Row {
  readonly status: string
  readonly phase: string
  readonly has_manifest: boolean
  readonly now: Date
}

/**
 * A queued run ends at once; a running one is asked to stop. What is prepared and not begun to be applied is taken away by a worker
 * first; a commit that was begun ends as failed, since some of it may be visible. False: it has ended already and stays as it is.
 */
export async function cancelRun(tx: Transaction, key: RunKey): Promise<boolean> {
  const { workspaceId, runId: id } = key
  const [row] = await tx.$queryRaw<Row[]>`SELECT status, phase, manifest IS NOT NULL AS has_manifest, now() AS now FROM run
    WHERE id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid AND status IN ('queued', 'running', 'awaiting-approval') FOR UPDATE`
  if (row === undefined || row.phase === 'discarding' || row.phase === 'abandoning') return false
  await tx.run.updateMany({ where: { id, workspaceId }, data: { cancelRequested: row.status !== 'awaiting-approval' } })
  if (row.status === 'running') await notify(tx, 'sluice_cancel', id)
  else if (row.status === 'awaiting-approval' || (row.phase === 'working' && row.has_manifest)) {
    await tx.run.updateMany({ where: { id, workspaceId }, data: { cancelRequested: false } })
    await requeue(tx, key, row.now, [], { phase: 'discarding' })
  } else if (row.phase === 'committing') await endRun(tx, key, row.now, 'failed', [{ severity: 'error', code: 'commit-stopped' }])
  else await endRun(tx, key, row.now, 'cancelled', [])
  return true
}
