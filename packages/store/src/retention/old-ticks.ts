import { type Database } from '../database/connect.ts'
import { MANUAL, REGULAR } from '../scheduling/choose-starts.ts'
import { inTransaction } from '../workspace/scope.ts'

/** Ticks of one schedule that are kept at most: one that fires every second makes as many in five and a half hours. */
export const MOST_TICKS = 20_000

/**
 * Deletes ticks that were settled before the days that a workspace keeps, and of each schedule those beyond the newest `most`. Ticks
 * of a backfill are its progress: they go with it, days after its end. Up to where a schedule has lost ticks of runs is written down,
 * so that a backfill of what has not run leaves these due times out.
 */
export const deleteOldTicks = (db: Database, workspaceId: string, days: number, most: number = MOST_TICKS): Promise<void> =>
  inTransaction(db, async (tx) => {
    await tx.$executeRaw`
      WITH settled AS (
        SELECT id, row_number() OVER (PARTITION BY schedule_id ORDER BY id DESC) AS place, coalesce(fired_at, not_before) AS at
          FROM tick WHERE workspace_id = ${workspaceId}::uuid AND state IN ('started', 'skipped') AND series IN (${REGULAR}, ${MANUAL})),
      ended AS (
        DELETE FROM backfill WHERE workspace_id = ${workspaceId}::uuid AND state <> 'running' AND finished_at < now() - make_interval(days => ${days}::int)
        RETURNING id::text, schedule_id),
      gone AS (
        DELETE FROM tick WHERE id IN (SELECT id FROM settled WHERE place > ${most}::int OR at < now() - make_interval(days => ${days}::int))
           OR (workspace_id = ${workspaceId}::uuid AND (schedule_id, series) IN (SELECT schedule_id, id FROM ended))
        RETURNING schedule_id, due, state),
      lost AS (SELECT schedule_id, max(due) AS due FROM gone WHERE state = 'started' GROUP BY schedule_id)
      UPDATE schedule SET known_since = greatest(known_since, lost.due) FROM lost WHERE schedule.id = lost.schedule_id`
  })
