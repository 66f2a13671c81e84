import type pg from 'pg'
import { requestOf, type KeptRequest, type RequestRow } from './kept-request.ts'

const READ = `SELECT r.trigger, e.payload::text AS body, e.request, e.id FROM run r
  LEFT JOIN trigger_event e ON (e.run_id = r.id AND r.trigger IN ('webhook', 'endpoint')) OR (e.run_id = r.parent_id AND r.trigger = 'retry') WHERE r.id = $1 ORDER BY e.id`

interface Row extends RequestRow {
  readonly trigger: string
  readonly id: string | null
}

/**
 * The requests that belong to a run, or to the one that it tries again. Undefined for a run by hand, where the sample in the settings stands for them; any
 * other run without requests has none, so that no sample ever reaches a sink by itself.
 */
export async function incomingOf(pool: pg.Pool, runId: string): Promise<readonly KeptRequest[] | undefined> {
  const { rows } = await pool.query<Row>({ name: 'incoming-of', text: READ, values: [runId] })
  if (rows[0] === undefined || rows[0].trigger === 'manual') return undefined
  return rows.filter(({ id }) => id !== null).map(requestOf)
}
