import { missedSchema, overlapSchema, timingSchema, type Timing } from '@sluice/contract'
import { z } from 'zod'
import { type Transaction } from '../database/connect.ts'
import { type Lane, type ReadyTick } from './choose-starts.ts'

const parametersSchema = z.record(z.string(), z.string())

/** A schedule that something is to be done about; its row is locked by this transaction. */
export interface DueSchedule {
  readonly id: string
  readonly workspaceId: string
  readonly flowId: string
  readonly name: string
  readonly paused: boolean
  readonly timing: Timing
  readonly jitterSeconds: number
  readonly overlap: z.output<typeof overlapSchema>
  readonly missed: z.output<typeof missedSchema>
  readonly parameters: Readonly<Record<string, string>>
  readonly nextDue: Date | null
  /** The published version of its flow. */
  readonly revision: number | null
}

interface Row {
  readonly id: string; readonly workspace_id: string; readonly flow_id: string; readonly name: string; readonly paused: boolean
  readonly kind: string; readonly expression: string; readonly zone: string; readonly starts_at: Date | null; readonly ends_at: Date | null
  readonly jitter_seconds: number; readonly overlap: string; readonly missed: string; readonly parameters: unknown
  readonly next_due: Date | null; readonly published_revision: number | null
} // prettier-ignore

/** The timing of a schedule's row. */
export const timingOf = (row: { kind: string; expression: string; zone: string; startsAt: Date | null; endsAt: Date | null }): Timing =>
  timingSchema.parse({
    kind: row.kind,
    expression: row.expression,
    zone: row.zone,
    startsAt: row.startsAt?.toISOString() ?? null,
    endsAt: row.endsAt?.toISOString() ?? null,
  })

const toSchedule = (row: Row): DueSchedule => ({
  id: row.id,
  workspaceId: row.workspace_id,
  flowId: row.flow_id,
  name: row.name,
  paused: row.paused,
  timing: timingOf({ ...row, startsAt: row.starts_at, endsAt: row.ends_at }),
  jitterSeconds: row.jitter_seconds,
  overlap: overlapSchema.parse(row.overlap),
  missed: missedSchema.parse(row.missed),
  parameters: parametersSchema.parse(row.parameters),
  nextDue: row.next_due,
  revision: row.published_revision,
})

/**
 * Locks schedules that are due, or of which a tick that waited may start now; those that another scheduler holds are left to
 * it. A paused workspace and flows in the trash are left alone.
 */
export async function lockDueSchedules(
  tx: Transaction,
  now: Date,
  limit: number,
  except: readonly string[],
): Promise<readonly DueSchedule[]> {
  const rows = await tx.$queryRaw<Row[]>`SELECT s.*, f.published_revision FROM schedule s JOIN flow f ON f.id = s.flow_id
    WHERE f.deleted_at IS NULL AND NOT (s.id = ANY (${[...except]}::uuid[]))
      AND NOT EXISTS (SELECT 1 FROM setting w WHERE w.workspace_id = s.workspace_id AND w.key = 'paused' AND w.value::text = 'true')
      AND ((NOT s.paused AND s.next_due <= ${now}) OR EXISTS (
        SELECT 1 FROM tick t LEFT JOIN backfill b ON t.series = b.id::text
        WHERE t.schedule_id = s.id AND t.state = 'waiting' AND t.not_before <= ${now} AND CASE WHEN b.id IS NULL
          THEN NOT s.paused AND (t.reason IS NULL OR NOT EXISTS (
            SELECT 1 FROM run r WHERE r.trigger_ref = s.id::text AND r.status IN ('queued', 'running', 'awaiting-approval') AND r.trigger <> 'backfill'))
          ELSE b.concurrency > (SELECT count(*) FROM run r JOIN tick started ON started.run_id = r.id
            WHERE r.trigger_ref = s.id::text AND r.status IN ('queued', 'running', 'awaiting-approval') AND started.series = t.series) END))
    ORDER BY s.next_due NULLS LAST, s.id LIMIT ${limit} FOR UPDATE OF s SKIP LOCKED`
  return rows.map(toSchedule)
}

/** A lane of a schedule with the ticks whose time has come. */
export interface ReadyLane extends Lane {
  readonly scheduleId: string
  readonly series: string
  /** Who asked for the backfill; null for the regular lane. */
  readonly createdBy: string | null
  readonly ticks: readonly ReadyTick[]
}

interface TickRow {
  readonly id: bigint; readonly schedule_id: string; readonly due: Date; readonly series: string; readonly reason: string | null
  readonly place: bigint; readonly concurrency: number | null; readonly created_by: string | null; readonly runs: readonly string[]
} // prettier-ignore

/** Most ticks of one lane that one look takes; the rest is found by the next. */
const TICKS_AT_ONCE = 100

/** The lanes of schedules with their ready ticks and the runs they have under way. */
export async function readLanes(tx: Transaction, scheduleIds: readonly string[], now: Date): Promise<readonly ReadyLane[]> {
  const rows = await tx.$queryRaw<TickRow[]>`SELECT t.*, b.concurrency, b.created_by, ARRAY (
      SELECT r.id::text FROM run r WHERE r.trigger_ref = t.schedule_id::text AND r.status IN ('queued', 'running', 'awaiting-approval') AND CASE WHEN b.id IS NULL
        THEN r.trigger <> 'backfill' ELSE EXISTS (SELECT 1 FROM tick o WHERE o.run_id = r.id AND o.series = t.series) END) AS runs
    FROM (SELECT id, schedule_id, due, series, reason, not_before, row_number() OVER (PARTITION BY schedule_id, series ORDER BY due) AS place
      FROM tick WHERE schedule_id = ANY (${[...scheduleIds]}::uuid[]) AND state = 'waiting' AND not_before <= ${now}) t
    LEFT JOIN backfill b ON t.series = b.id::text
    WHERE t.place <= ${TICKS_AT_ONCE} OR t.reason IS NULL ORDER BY t.due`
  const lanes = new Map<string, ReadyLane & { ticks: ReadyTick[] }>()
  for (const { id, schedule_id: scheduleId, due, series, reason, place, concurrency, created_by: createdBy, runs } of rows) {
    const key = `${scheduleId} ${series}`
    const lane = lanes.get(key) ?? { scheduleId, series, createdBy, runs, atOnce: concurrency ?? 1, ticks: [] }
    lanes.set(key, lane)
    lane.ticks.push({ id, due, series, reason, place: Number(place) })
  }
  return [...lanes.values()]
}
