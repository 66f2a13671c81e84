import { type Database } from '../database/connect.ts'
import { inTransaction } from '../workspace/scope.ts'

/** What was deleted, for the audit log. */
export interface Deleted {
  readonly runs: number
  readonly rejectedRows: number
  readonly outputs: number
  readonly bytes: number
}

export const NOTHING: Deleted = { runs: 0, rejectedRows: 0, outputs: 0, bytes: 0 }

export const sum = (a: Deleted, b: Deleted): Deleted => ({
  runs: a.runs + b.runs,
  rejectedRows: a.rejectedRows + b.rejectedRows,
  outputs: a.outputs + b.outputs,
  bytes: a.bytes + b.bytes,
})

const AT_ONCE = 200

/**
 * Deletes some of the runs of a workspace that ended before the days it keeps, with their events, rejected rows and the
 * records of their outputs. The newest success of each flow stays: it says how the flow is, and what it last wrote; so does one
 * whose rejected rows somebody has taken on, until they are dealt with. Gives
 * the ids, whose files are to be removed next.
 */
export const deleteOldRuns = (db: Database, workspaceId: string, days: number): Promise<Deleted & { readonly ids: readonly string[] }> =>
  inTransaction(db, async (tx) => {
    const rows = await tx.$queryRaw<{ id: string; outputs: bigint; bytes: bigint; rejected: bigint }[]>`
      SELECT r.id,
        (SELECT count(*) FROM artifact a WHERE a.run_id = r.id AND a.removed_at IS NULL) AS outputs,
        (SELECT coalesce(sum(a.bytes), 0)::bigint FROM artifact a WHERE a.run_id = r.id AND a.removed_at IS NULL AND a.target IS NULL) AS bytes,
        (SELECT count(*) FROM rejected_row x WHERE x.run_id = r.id) AS rejected
        FROM run r
       WHERE r.workspace_id = ${workspaceId}::uuid AND r.finished_at < now() - make_interval(days => ${days}::int)
         AND NOT (r.status = 'failed' AND r.phase = 'committing')
         AND NOT EXISTS (SELECT 1 FROM rejected_row x WHERE x.run_id = r.id AND x.status = 'open' AND x.assignee IS NOT NULL)
         AND NOT EXISTS (SELECT 1 FROM run c WHERE c.parent_id = r.id AND c.finished_at IS NULL)
         AND r.id NOT IN (SELECT DISTINCT ON (flow_id) id FROM run WHERE workspace_id = ${workspaceId}::uuid AND status LIKE 'succeeded%'
                           ORDER BY flow_id, finished_at DESC)
       ORDER BY r.finished_at LIMIT ${AT_ONCE}::int FOR UPDATE OF r SKIP LOCKED`
    const ids = rows.map(({ id }) => id)
    if (ids.length > 0) await tx.run.deleteMany({ where: { workspaceId, id: { in: ids } } })
    const total = (of: 'outputs' | 'bytes' | 'rejected'): number => rows.reduce((all, row) => all + Number(row[of]), 0)
    return { ids, runs: ids.length, outputs: total('outputs'), bytes: total('bytes'), rejectedRows: total('rejected') }
  })

/** Deletes what else only grows: alerts that recovered. */
export async function deleteOldAlerts(db: Database, workspaceId: string, days: number): Promise<void> {
  await db.$executeRaw`DELETE FROM alert WHERE workspace_id = ${workspaceId}::uuid AND state = 'recovered' AND recovered_at < now() - make_interval(days => ${days}::int)`
}
