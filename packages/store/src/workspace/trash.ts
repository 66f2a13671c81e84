import { type SavedFlow } from '@sluice/contract'
import { notFound } from '../database/error.ts'
import { notify } from '../database/notifications.ts'
import { recordAudit } from './audit.ts'
import { cancelRun } from './cancel-run.ts'
import { inTransaction, type Scope } from './scope.ts'

/**
 * The trash of flows. What is in it starts nothing: its schedules are paused, its backfills and queued runs are cancelled.
 * Runs under way go on to their end, on the version they began with.
 */
export const trash = (scope: Scope, read: (id: string) => Promise<SavedFlow>) => {
  const { db, workspaceId } = scope
  return {
    remove: (id: string): Promise<void> =>
      inTransaction(db, async (tx) => {
        const { count } = await tx.flow.updateMany({ where: { id, workspaceId, deletedAt: null }, data: { deletedAt: new Date() } })
        if (count === 0) throw notFound('flow')
        // The schedulers take these rows too: whoever fires now has finished before, or finds the flow in the trash after.
        await tx.schedule.updateMany({ where: { flowId: id, workspaceId }, data: { paused: true } })
        const ofFlow = { schedule: { flowId: id }, workspaceId }
        await tx.tick.updateMany({ where: { ...ofFlow, state: 'waiting' }, data: { state: 'skipped', reason: 'flow-deleted' } })
        await tx.backfill.updateMany({ where: { ...ofFlow, state: 'running' }, data: { state: 'cancelled', finishedAt: new Date() } })
        const queued = await tx.run.findMany({ where: { flowId: id, workspaceId, status: 'queued' }, select: { id: true } })
        for (const run of queued) await cancelRun(tx, { workspaceId, runId: run.id })
        await recordAudit(tx, scope, 'flow.delete', id)
        await notify(tx, 'sluice_schedule', id)
      }),

    /** Takes a flow back out. Its schedules stay paused. */
    restore: async (id: string): Promise<SavedFlow> => {
      await inTransaction(db, async (tx) => {
        const { count } = await tx.flow.updateMany({ where: { id, workspaceId, deletedAt: { not: null } }, data: { deletedAt: null } })
        if (count === 0) throw notFound('flow')
        await recordAudit(tx, scope, 'flow.restore', id)
      })
      return read(id)
    },
  }
}
