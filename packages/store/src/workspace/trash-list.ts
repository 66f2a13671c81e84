import { type TrashedFlow } from '@sluice/contract'
import { type Scope } from './scope.ts'

interface Row {
  readonly id: string
  readonly name: string
  readonly node_count: number
  readonly deleted_at: Date
  readonly deleted_by: string | null
  readonly runs: bigint
  readonly active: bigint
  readonly schedules: bigint
  readonly triggers: bigint
  readonly outputs: bigint
  readonly bytes: bigint
}

/** The flows in the trash with what hangs on them, thrown away last first. */
export async function listTrash({ db, workspaceId }: Scope): Promise<TrashedFlow[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT f.id, f.name, f.node_count, f.deleted_at, f.deleted_by, r.runs, r.active, a.outputs, a.bytes,
      (SELECT count(*) FROM schedule s WHERE s.flow_id = f.id) AS schedules,
      (SELECT count(*) FROM "trigger" t WHERE t.flow_id = f.id) AS triggers
      FROM flow f
      CROSS JOIN LATERAL (SELECT count(*) AS runs, count(*) FILTER (WHERE status IN ('queued', 'running', 'awaiting-approval')) AS active
                            FROM run WHERE run.flow_id = f.id) r
      CROSS JOIN LATERAL (SELECT count(*) AS outputs, coalesce(sum(x.bytes) FILTER (WHERE x.target IS NULL), 0)::bigint AS bytes
                            FROM artifact x JOIN run ON run.id = x.run_id WHERE run.flow_id = f.id AND x.removed_at IS NULL) a
     WHERE f.workspace_id = ${workspaceId}::uuid AND f.deleted_at IS NOT NULL
     ORDER BY f.deleted_at DESC, f.id`
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    nodeCount: row.node_count,
    deletedAt: row.deleted_at.toISOString(),
    deletedBy: row.deleted_by,
    runs: Number(row.runs),
    activeRuns: Number(row.active),
    schedules: Number(row.schedules),
    triggers: Number(row.triggers),
    outputs: Number(row.outputs),
    outputBytes: Number(row.bytes),
  }))
}
