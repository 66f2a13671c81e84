import { type Freshness } from '@sluice/contract'
import { type Scope } from './scope.ts'

/** Beside what a run usually takes. */
const SLACK_MS = 60_000
/** Successes that say how long a run may take. */
const USUAL_OF = 20

/** A flow without a schedule and without a success. */
export const NOTHING_PROMISED: Freshness = {
  state: 'unscheduled',
  lastSuccess: null,
  owedSince: null,
  nextDue: null,
  allowanceMs: SLACK_MS,
}

interface Row {
  readonly flow_id: string
  readonly schedules: number
  readonly paused: boolean
  readonly next_due: Date | null
  readonly jitter_seconds: number
  readonly run: string | null
  readonly finished_at: Date | null
  readonly longest_ms: number | null
  readonly owed: Date | null
  readonly now: Date
}

/**
 * How fresh the flows of a workspace are, or one of them. A few steps into indexes for each flow and schedule, however long
 * the history is. A due time is owed until a run that began at it or later has succeeded, also one that was skipped.
 */
export async function readFreshness(
  { db, workspaceId }: Scope,
  only: { readonly flow?: string; readonly now?: Date } = {},
): Promise<ReadonlyMap<string, Freshness>> {
  const [flow, at] = [only.flow ?? null, only.now?.toISOString() ?? null]
  const rows = await db.$queryRaw<Row[]>`
    WITH clock AS (SELECT coalesce(${at}::timestamptz, now()) AS now)
    SELECT f.id AS flow_id, coalesce(p.schedules, 0) AS schedules, coalesce(paused.value::text, 'false') = 'true' AS paused, p.next_due,
           coalesce(p.jitter_seconds, 0) AS jitter_seconds, l.id AS run, l.finished_at, u.longest_ms, p.owed, clock.now
      FROM flow f CROSS JOIN clock
      LEFT JOIN setting paused ON paused.workspace_id = f.workspace_id AND paused.key = 'paused'
      LEFT JOIN LATERAL (
        SELECT s.* FROM unnest(ARRAY['succeeded', 'succeeded-with-rejects']) o(status) CROSS JOIN LATERAL (
          SELECT id, started_at, finished_at FROM run
           WHERE run.workspace_id = f.workspace_id AND run.flow_id = f.id AND run.status = o.status AND run.finished_at IS NOT NULL
             AND run.finished_at <= clock.now AND run.trigger NOT IN ('replay', 'backfill')
           ORDER BY finished_at DESC LIMIT 1) s
         ORDER BY s.started_at DESC LIMIT 1) l ON true
      LEFT JOIN LATERAL (
        SELECT max(s.duration_ms) AS longest_ms FROM unnest(ARRAY['succeeded', 'succeeded-with-rejects']) o(status) CROSS JOIN LATERAL (
          SELECT duration_ms FROM run
           WHERE run.workspace_id = f.workspace_id AND run.flow_id = f.id AND run.status = o.status AND run.finished_at IS NOT NULL
             AND run.finished_at <= clock.now
           ORDER BY finished_at DESC LIMIT ${USUAL_OF}) s) u ON true
      LEFT JOIN LATERAL (
        SELECT count(*)::int AS schedules, min(s.next_due) AS next_due, max(s.jitter_seconds) AS jitter_seconds,
               min(least(t.due, CASE WHEN s.next_due <= clock.now AND s.next_due > coalesce(l.started_at, '-infinity') THEN s.next_due END)) AS owed
          FROM schedule s CROSS JOIN LATERAL (
            SELECT min(due) AS due FROM tick
             WHERE tick.schedule_id = s.id AND tick.due > coalesce(l.started_at, '-infinity') AND tick.due <= clock.now AND tick.series = 'regular') t
         WHERE s.flow_id = f.id AND s.workspace_id = f.workspace_id AND NOT s.paused AND f.published_revision IS NOT NULL) p ON true
     WHERE f.workspace_id = ${workspaceId}::uuid AND f.deleted_at IS NULL AND (${flow}::uuid IS NULL OR f.id = ${flow}::uuid)`
  return new Map(rows.map((row) => [row.flow_id, toFreshness(row)]))
}

function toFreshness(row: Row): Freshness {
  const allowanceMs = (row.longest_ms ?? 0) + row.jitter_seconds * 1_000 + SLACK_MS
  return {
    state: stateOf(row, allowanceMs),
    lastSuccess: row.run === null || row.finished_at === null ? null : { run: row.run, at: row.finished_at.toISOString() },
    owedSince: row.owed?.toISOString() ?? null,
    nextDue: row.next_due?.toISOString() ?? null,
    allowanceMs,
  }
}

function stateOf({ schedules, paused, owed, now }: Row, allowanceMs: number): Freshness['state'] {
  if (schedules === 0) return 'unscheduled'
  if (paused) return 'paused'
  if (owed === null) return 'fresh'
  return now.getTime() - owed.getTime() > allowanceMs ? 'late' : 'due'
}
