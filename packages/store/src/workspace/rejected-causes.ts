import { type RejectedCauseDto, type RejectedState } from '@sluice/contract'
import { readVersion } from './flow-versions.ts'
import { inState } from './rejected-where.ts'
import { type Scope } from './scope.ts'

/** Groups shown at once. */
const MOST_CAUSES = 500

interface Group {
  readonly flow_id: string
  readonly flow_name: string
  readonly revision: number
  readonly node: string
  readonly code: string
  readonly column: string | null
  readonly rows: bigint
  readonly newest_at: Date
  readonly message: string
  readonly assignees: string[]
}

/** Rejected rows of all flows by flow, node, code and column, the largest group first. */
export async function readCauses(
  scope: Scope,
  filter: { readonly state: RejectedState; readonly flow?: string },
): Promise<RejectedCauseDto[]> {
  const { db, workspaceId } = scope
  const flow = filter.flow ?? null
  const groups = await db.$queryRaw<Group[]>`
    SELECT f.id AS flow_id, f.name AS flow_name, max(run.flow_revision) AS revision, r.node, r.code, r.column, count(*) AS rows,
           max(r.created_at) AS newest_at, (array_agg(r.message ORDER BY r.id DESC))[1] AS message,
           coalesce(array_agg(DISTINCT r.assignee) FILTER (WHERE r.assignee IS NOT NULL), '{}') AS assignees
      FROM rejected_row r JOIN run ON run.id = r.run_id JOIN flow f ON f.id = run.flow_id LEFT JOIN run p ON p.id = r.replay_id
     WHERE r.workspace_id = ${workspaceId}::uuid AND f.deleted_at IS NULL AND (${flow}::uuid IS NULL OR f.id = ${flow}::uuid)
       AND CASE WHEN r.status = 'resubmitted' AND (p.status = 'cancelled' OR (p.status = 'failed' AND p.phase NOT IN ('committing', 'abandoning'))) THEN 'open' ELSE r.status END = ${filter.state}
     GROUP BY f.id, f.name, r.node, r.code, r.column
     ORDER BY count(*) DESC, max(r.created_at) DESC, f.id, r.node, r.code, r.column LIMIT ${MOST_CAUSES}::int`
  const labels = await labelsOf(scope, groups)
  return groups.map((group) => ({
    flowId: group.flow_id,
    flowName: group.flow_name,
    node: group.node,
    nodeLabel: labels.get(`${group.flow_id} ${group.revision} ${group.node}`) ?? '',
    code: group.code,
    column: group.column,
    rows: Number(group.rows),
    newestAt: group.newest_at.toISOString(),
    message: group.message,
    assignees: group.assignees,
  }))
}

/** What people call the nodes, in the version that rejected last. */
async function labelsOf(scope: Scope, groups: readonly Group[]): Promise<ReadonlyMap<string, string>> {
  const versions = new Map(groups.map((group) => [`${group.flow_id} ${group.revision}`, group]))
  const labels = new Map<string, string>()
  for (const [key, { flow_id, revision }] of versions) {
    const flow = await readVersion(scope.db, scope, flow_id, revision)
    for (const node of flow.nodes) labels.set(`${key} ${node.id}`, node.label)
  }
  return labels
}

/** The rows of one filter, for Prisma. */
export const rowsOf = (
  workspaceId: string,
  { state, flow, node, code, column }: { state: RejectedState; flow?: string; node?: string; code?: string; column?: string },
) => ({
  workspaceId,
  ...inState(state),
  run: { flow: { deletedAt: null, ...(flow === undefined ? {} : { id: flow }) } },
  ...(node === undefined ? {} : { node }),
  ...(code === undefined ? {} : { code }),
  ...(column === undefined ? {} : { column }),
})
