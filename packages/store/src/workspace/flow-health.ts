import { type FailureCause, type FlowHealth, type HealthFigures, type HealthSpan } from '@sluice/contract'
import { z } from 'zod'
import { databaseClock } from '../scheduling/clock.ts'
import { NOTHING_PROMISED, readFreshness } from './freshness.ts'
import { bucketStarts } from './health-buckets.ts'
import { type Scope } from './scope.ts'

/** What a person wants to see of a flow; `now` is the database's clock unless a test sets it. */
export interface HealthWindow {
  readonly span: HealthSpan
  readonly zone: string
  readonly now?: Date
}

/** Failures that are grouped by cause, the newest; and causes shown. */
const FAILURES = 1_000
const MOST_CAUSES = 20

interface FigureRow {
  /** 1 for the first bucket; null for all of them together. */
  readonly bucket: number | null
  readonly succeeded: number
  readonly with_rejects: number
  readonly failed: number
  readonly cancelled: number
  readonly median_ms: number | null
  readonly longest_ms: number | null
  readonly counted: number
  readonly rows_read: bigint | null
  readonly rows_written: bigint | null
  readonly rows_rejected: bigint | null
}

interface CauseRow {
  readonly code: string | null
  readonly node: string | null
  readonly failures: number
  readonly last_at: Date
  readonly run: string
  readonly problem: unknown
  readonly of: number
}

/**
 * How a flow has done. Everything is added up in the database, from the index `only_sql_run_health` alone; of failures the newest
 * thousand are read. So the work is bounded by the runs of the span, and small beside them.
 */
export async function readHealth(scope: Scope, flow: { id: string; flow: { name: string } }, window: HealthWindow): Promise<FlowHealth> {
  const { db, workspaceId } = scope
  const now = window.now ?? (await databaseClock(db))
  const starts = bucketStarts(window.span, window.zone, now)
  const since = starts[0] ?? now
  const [figures, causes, underWay, freshness] = await Promise.all([
    readFigures(scope, flow.id, starts, now),
    readCauses(scope, flow.id, since, now),
    db.run.count({ where: { workspaceId, flowId: flow.id, status: { in: ['queued', 'running', 'awaiting-approval'] } } }),
    readFreshness(scope, { flow: flow.id, now }),
  ])
  return {
    flowId: flow.id,
    flowName: flow.flow.name,
    since: since.toISOString(),
    until: now.toISOString(),
    totals: figures.get(null) ?? NO_RUNS,
    buckets: starts.map((from, i) => ({
      ...(figures.get(i + 1) ?? NO_RUNS),
      from: from.toISOString(),
      to: (starts[i + 1] ?? now).toISOString(),
    })),
    underWay,
    causes: causes.map(toCause),
    causesOf: causes[0]?.of ?? 0,
    freshness: freshness.get(flow.id) ?? NOTHING_PROMISED,
  }
}

const NO_RUNS: HealthFigures = {
  succeeded: 0, withRejects: 0, failed: 0, cancelled: 0, medianMs: null, longestMs: null, counted: 0, rowsRead: null, rowsWritten: null, rowsRejected: null,
} // prettier-ignore

async function readFigures(
  { db, workspaceId }: Scope,
  flowId: string,
  starts: readonly Date[],
  now: Date,
): Promise<ReadonlyMap<number | null, HealthFigures>> {
  const edges = starts.map((start) => start.toISOString())
  const rows = await db.$queryRaw<FigureRow[]>`
    WITH ended AS (
      SELECT width_bucket(finished_at, ${edges}::timestamptz[]) AS bucket, status, status IN ('succeeded', 'succeeded-with-rejects') AS good,
             duration_ms, rows_read, rows_written, rejected_rows
        FROM run
       WHERE workspace_id = ${workspaceId}::uuid AND flow_id = ${flowId}::uuid AND status IN ('succeeded', 'succeeded-with-rejects', 'failed', 'cancelled')
         AND finished_at >= ${edges[0] ?? now.toISOString()}::timestamptz AND finished_at <= ${now.toISOString()}::timestamptz)
    SELECT bucket,
           (count(*) FILTER (WHERE status = 'succeeded'))::int AS succeeded, (count(*) FILTER (WHERE status = 'succeeded-with-rejects'))::int AS with_rejects,
           (count(*) FILTER (WHERE status = 'failed'))::int AS failed, (count(*) FILTER (WHERE status = 'cancelled'))::int AS cancelled,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms) FILTER (WHERE good) AS median_ms, max(duration_ms) FILTER (WHERE good) AS longest_ms,
           (count(rows_read) FILTER (WHERE good))::int AS counted, (sum(rows_read) FILTER (WHERE good))::bigint AS rows_read,
           (sum(rows_written) FILTER (WHERE good))::bigint AS rows_written,
           (sum(rejected_rows) FILTER (WHERE good AND rows_read IS NOT NULL))::bigint AS rows_rejected
      FROM ended GROUP BY GROUPING SETS ((bucket), ())`
  return new Map(rows.map((row) => [row.bucket, toFigures(row)]))
}

const toFigures = (row: FigureRow): HealthFigures => ({
  succeeded: row.succeeded,
  withRejects: row.with_rejects,
  failed: row.failed,
  cancelled: row.cancelled,
  medianMs: row.median_ms,
  longestMs: row.longest_ms,
  counted: row.counted,
  rowsRead: row.rows_read === null ? null : Number(row.rows_read),
  rowsWritten: row.rows_written === null ? null : Number(row.rows_written),
  rowsRejected: row.rows_rejected === null ? null : Number(row.rows_rejected),
})

const readCauses = ({ db, workspaceId }: Scope, flowId: string, since: Date, now: Date): Promise<CauseRow[]> =>
  db.$queryRaw<CauseRow[]>`
    WITH failed AS (
      SELECT id, finished_at, problems FROM run
       WHERE workspace_id = ${workspaceId}::uuid AND flow_id = ${flowId}::uuid AND status = 'failed'
         AND finished_at >= ${since.toISOString()}::timestamptz AND finished_at <= ${now.toISOString()}::timestamptz
       ORDER BY finished_at DESC LIMIT ${FAILURES}),
    caused AS (
      SELECT f.id, f.finished_at, c.problem FROM failed f
        LEFT JOIN LATERAL (SELECT p.problem FROM json_array_elements(f.problems) WITH ORDINALITY p(problem, n)
                            WHERE p.problem->>'severity' = 'error' ORDER BY n LIMIT 1) c ON true)
    SELECT problem->>'code' AS code, problem->>'nodeId' AS node, count(*)::int AS failures, max(finished_at) AS last_at,
           (array_agg(id ORDER BY finished_at DESC, id))[1] AS run, (array_agg(problem ORDER BY finished_at DESC, id))[1] AS problem,
           (SELECT count(*)::int FROM failed) AS of
      FROM caused GROUP BY 1, 2 ORDER BY max(finished_at) DESC, 1, 2 LIMIT ${MOST_CAUSES}`

const problemSchema = z.object({ params: z.record(z.string(), z.union([z.string(), z.number()])).optional() }).nullable()

const toCause = ({ code, node, failures, last_at, run, problem }: CauseRow): FailureCause => ({
  code,
  node,
  failures,
  lastAt: last_at.toISOString(),
  run,
  params: problemSchema.safeParse(problem).data?.params ?? {},
})
