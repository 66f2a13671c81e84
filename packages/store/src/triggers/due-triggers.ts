import type pg from 'pg'

/** Events of a run that was deleted belong to nobody: they come back. */
const FREE = `UPDATE trigger_event SET state = 'accepted' WHERE state = 'running' AND run_id IS NULL`

const DUE = `SELECT DISTINCT e.trigger_id AS id FROM trigger_event e JOIN "trigger" t ON t.id = e.trigger_id
  WHERE e.state = 'accepted' AND (e.not_before IS NULL OR e.not_before <= now()) AND t.kind IN ('webhook', 'endpoint')`

/** Webhooks and endpoints with events that may run now. */
export async function dueTriggers(pool: pg.Pool): Promise<readonly string[]> {
  await pool.query({ name: 'free-events', text: FREE })
  return (await pool.query<{ id: string }>({ name: 'due-triggers', text: DUE })).rows.map(({ id }) => id)
}
