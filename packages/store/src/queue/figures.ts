import { type Database } from '../database/connect.ts'

/** How the queue stands, over all workspaces. */
export interface QueueFigures {
  /** Runs by status; those that have ended are not counted here. */
  readonly byStatus: Readonly<Record<string, number>>
  /** Seconds that the oldest run waits that could start; 0 when there is none. */
  readonly oldestSeconds: number
  /** Seconds that the most overdue schedule or tick is late; 0 when none is. */
  readonly scheduleLateSeconds: number
}

/** A run of a paused workspace, and one that is to start later, waits for nobody. */
export async function queueFigures(db: Database): Promise<QueueFigures> {
  const [statuses, [row]] = await Promise.all([
    db.run.groupBy({ by: ['status'], where: { finishedAt: null }, _count: true }),
    db.$queryRaw<{ oldest: number | null; late: number | null }[]>`
      SELECT (SELECT extract(epoch FROM now() - min(coalesce(not_before, created_at)))::float8 FROM run
               WHERE status = 'queued' AND coalesce(not_before, created_at) <= now()
                 AND NOT EXISTS (SELECT 1 FROM setting s WHERE s.workspace_id = run.workspace_id AND s.key = 'paused' AND s.value::text = 'true')) AS oldest,
             (SELECT extract(epoch FROM now() - least(
                (SELECT min(next_due) FROM schedule JOIN flow ON flow.id = schedule.flow_id WHERE NOT paused AND flow.deleted_at IS NULL AND next_due < now()
                   AND NOT EXISTS (SELECT 1 FROM setting s WHERE s.workspace_id = schedule.workspace_id AND s.key = 'paused' AND s.value::text = 'true')),
                (SELECT min(not_before) FROM tick WHERE state = 'waiting' AND series = 'regular' AND not_before < now()
                   AND NOT EXISTS (SELECT 1 FROM setting s WHERE s.workspace_id = tick.workspace_id AND s.key = 'paused' AND s.value::text = 'true'))))::float8) AS late`,
  ])
  return {
    byStatus: Object.fromEntries(statuses.map(({ status, _count }) => [status, _count])),
    oldestSeconds: Math.max(0, row?.oldest ?? 0),
    scheduleLateSeconds: Math.max(0, row?.late ?? 0),
  }
}
