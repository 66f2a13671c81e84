import type pg from 'pg'
import { requestOf, type KeptRequest, type RequestRow } from './kept-request.ts'

/** A run with those that it tries again, one behind the other; the nearest that has events holds them. */
const READ = `WITH RECURSIVE line AS (
    SELECT id, parent_id, trigger, coalesce(origin, trigger) AS origin, 0 AS back FROM run WHERE id = $1
    UNION ALL SELECT p.id, p.parent_id, p.trigger, line.origin, line.back + 1 FROM line JOIN run p ON p.id = line.parent_id WHERE line.trigger = 'retry'),
  first AS (SELECT origin FROM line WHERE back = 0),
  holder AS (SELECT id FROM line WHERE EXISTS (SELECT 1 FROM trigger_event e WHERE e.run_id = line.id) ORDER BY back LIMIT 1)
  SELECT first.origin, e.payload::text AS body, e.request, e.id FROM first
    LEFT JOIN trigger_event e ON e.run_id = (SELECT id FROM holder) AND first.origin IN ('webhook', 'endpoint') ORDER BY e.id`

interface Row extends RequestRow {
  readonly origin: string
  readonly id: string | null
}

/**
 * The requests that belong to a run, or to the one that it tries again. Undefined for a run by hand, where the sample in the settings stands for them; any
 * other run without requests has none, so that no sample ever reaches a sink by itself.
 */
export async function incomingOf(pool: pg.Pool, runId: string): Promise<readonly KeptRequest[] | undefined> {
  const { rows } = await pool.query<Row>({ name: 'incoming-of', text: READ, values: [runId] })
  if (rows[0] === undefined || rows[0].origin === 'manual') return undefined
  return rows.filter(({ id }) => id !== null).map(requestOf)
}
