import { type Transaction } from '../database/connect.ts'
import { notify } from '../database/notifications.ts'
import { appendEvents, type RunKey } from './run-events.ts'

/** A queued run ends at once; a running one is asked to stop. False when it has ended already: it stays as it is. */
export async function cancelRun(tx: Transaction, key: RunKey): Promise<boolean> {
  const { workspaceId, runId: id } = key
  const at = new Date()
  const { count } = await tx.run.updateMany({
    where: { id, workspaceId, status: 'queued' },
    data: { status: 'cancelled', finishedAt: at, cancelRequested: true },
  })
  if (count === 1) {
    await appendEvents(tx, key, [{ type: 'status', status: 'cancelled', at: at.toISOString(), durationMs: null, problems: [] }])
    return true
  }
  const asked = await tx.run.updateMany({ where: { id, workspaceId, status: 'running' }, data: { cancelRequested: true } })
  if (asked.count === 1) await notify(tx, 'sluice_cancel', id)
  return asked.count === 1
}
