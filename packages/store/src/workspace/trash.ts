import { type DestroyedFlow, type SavedFlow, type TrashedFlow } from '@sluice/contract'
import { type ArtifactFiles } from '../artifact-files.ts'
import { type Transaction } from '../database/connect.ts'
import { notFound } from '../database/error.ts'
import { notify } from '../database/notifications.ts'
import { recordAudit } from './audit.ts'
import { cancelRun } from './cancel-run.ts'
import { destroyFlow } from './destroy-flow.ts'
import { writeVersion } from './flow-versions.ts'
import { freeName } from './free-name.ts'
import { inTransaction, type Scope } from './scope.ts'
import { listTrash } from './trash-list.ts'

/**
 * The trash of flows. What is in it starts nothing: its schedules and triggers are paused, its backfills and queued runs are
 * cancelled, events that wait end as failed. Runs under way go on to their end, on the version they began with.
 */
export const trash = (scope: Scope, read: (id: string, tx: Transaction) => Promise<SavedFlow>) => {
  const { db, workspaceId } = scope
  return {
    remove: (id: string): Promise<void> =>
      inTransaction(db, async (tx) => {
        const { count } = await tx.flow.updateMany({
          where: { id, workspaceId, deletedAt: null },
          data: { deletedAt: new Date(), deletedBy: scope.actor },
        })
        if (count === 0) throw notFound('flow')
        // The schedulers take these rows too: whoever fires now has finished before, or finds the flow in the trash after.
        await tx.schedule.updateMany({ where: { flowId: id, workspaceId }, data: { paused: true } })
        await tx.trigger.updateMany({ where: { flowId: id, workspaceId }, data: { paused: true, updatedAt: new Date() } })
        await endEvents(tx, scope, id)
        const ofFlow = { schedule: { flowId: id }, workspaceId }
        await tx.tick.updateMany({ where: { ...ofFlow, state: 'waiting' }, data: { state: 'skipped', reason: 'flow-deleted' } })
        await tx.backfill.updateMany({ where: { ...ofFlow, state: 'running' }, data: { state: 'cancelled', finishedAt: new Date() } })
        const queued = await tx.run.findMany({ where: { flowId: id, workspaceId, status: 'queued' }, select: { id: true } })
        for (const run of queued) await cancelRun(tx, { workspaceId, runId: run.id })
        const { name } = await tx.flow.findFirstOrThrow({ where: { id, workspaceId }, select: { name: true } })
        await recordAudit(tx, scope, 'flow.delete', id, { name })
        await notify(tx, 'sluice_schedule', id)
      }),

    /** Takes a flow back out. Its schedules and triggers stay paused; where another flow has its name by now, it gets a free one. */
    restore: (id: string): Promise<SavedFlow> =>
      inTransaction(db, async (tx) => {
        const { count } = await tx.flow.updateMany({
          where: { id, workspaceId, deletedAt: { not: null } },
          data: { deletedAt: null, deletedBy: null },
        })
        if (count === 0) throw notFound('flow')
        const current = await read(id, tx)
        await recordAudit(tx, scope, 'flow.restore', id, { name: current.flow.name })
        const others = await tx.flow.findMany({ where: { workspaceId, deletedAt: null, id: { not: id } }, select: { name: true } })
        const taken = new Set(others.map(({ name }) => name))
        if (!taken.has(current.flow.name)) return current
        const flow = { ...current.flow, name: freeName(current.flow.name, taken) }
        await writeVersion(tx, scope, id, current.revision + 1, flow)
        const data = { name: flow.name, revision: current.revision + 1, updatedAt: new Date(), updatedBy: scope.actor }
        await tx.flow.updateMany({ where: { id, workspaceId }, data })
        return read(id, tx)
      }),

    /** What is in the trash, thrown away last first. */
    listTrash: (): Promise<TrashedFlow[]> => listTrash(scope),

    /** Deletes a flow that is in the trash for good, with its runs and what they left. Throws `flow-still-runs` and `flow-commit-unfinished`. */
    destroy: (id: string, files: ArtifactFiles): Promise<DestroyedFlow> => destroyFlow(scope, id, files),
  }
}

/** Events that no run has taken end here, so that a flow that comes back does not begin with what came in before. */
const endEvents = (tx: Transaction, { workspaceId }: Scope, flowId: string) => tx.$executeRaw`
  UPDATE trigger_event e SET state = 'failed', finished_at = now(), not_before = NULL, problem = json_build_object('severity', 'error', 'code', 'flow-deleted')
    FROM "trigger" t WHERE t.id = e.trigger_id AND t.flow_id = ${flowId}::uuid AND t.workspace_id = ${workspaceId}::uuid AND e.state = 'accepted'`
