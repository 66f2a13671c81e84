import { runStatusSchema, type FlowSummary } from '@sluice/contract'
import { NOTHING_PROMISED, readFreshness } from './freshness.ts'
import { publishedOf } from './publishing.ts'
import { type Scope } from './scope.ts'

interface LastRun {
  readonly id: string
  readonly flow_id: string
  readonly status: string
  readonly duration_ms: number | null
  readonly started_at: Date | null
  readonly rejected_rows: bigint
}

/** Runs shown beside a flow. */
const LAST_RUNS = 14

/** Every flow outside the trash with its last runs; last changed first. */
export async function listSummaries(scope: Scope): Promise<FlowSummary[]> {
  const { db, workspaceId } = scope
  const [flows, runs, freshness] = await Promise.all([
    db.flow.findMany({ where: { workspaceId, deletedAt: null }, orderBy: [{ updatedAt: 'desc' }, { id: 'asc' }] }),
    db.$queryRaw<LastRun[]>`SELECT r.id, r.flow_id, r.status, r.duration_ms, r.started_at, r.rejected_rows
      FROM flow f CROSS JOIN LATERAL (
        SELECT * FROM run WHERE run.flow_id = f.id AND run.workspace_id = ${workspaceId}::uuid ORDER BY created_at DESC LIMIT ${LAST_RUNS}) r
      WHERE f.workspace_id = ${workspaceId}::uuid AND f.deleted_at IS NULL ORDER BY r.created_at DESC`,
    readFreshness(scope),
  ])
  return flows.map((flow) => {
    const own = runs.filter((run) => run.flow_id === flow.id)
    return {
      id: flow.id,
      name: flow.name,
      revision: flow.revision,
      nodeCount: flow.nodeCount,
      createdAt: flow.createdAt.toISOString(),
      updatedAt: flow.updatedAt.toISOString(),
      updatedBy: flow.updatedBy,
      lastRuns: own.map((run) => ({
        id: run.id,
        status: runStatusSchema.parse(run.status),
        durationMs: run.duration_ms,
        startedAt: run.started_at?.toISOString() ?? null,
      })),
      rejectedRows: Number(own[0]?.rejected_rows ?? 0),
      example: flow.example,
      ...publishedOf(flow),
      freshness: freshness.get(flow.id) ?? NOTHING_PROMISED,
    }
  })
}
