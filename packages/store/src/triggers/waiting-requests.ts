import type pg from 'pg'
import { type KeptAnswer } from './light-attempt.ts'

/** How the call of an endpoint ended. */
export interface EndedCall {
  readonly state: 'done' | 'failed'
  readonly answer: KeptAnswer | null
  readonly problem: { readonly code: string; readonly params?: Readonly<Record<string, string | number>> } | null
  readonly runId: string | null
  readonly rejectedRows: number
}

const READ = `SELECT e.state, e.answer, e.problem, e.run_id, coalesce(r.rejected_rows, 0)::int AS rejected FROM trigger_event e
  LEFT JOIN run r ON r.id = e.run_id WHERE e.id = $1 AND e.state IN ('done', 'failed')`

interface Row {
  readonly state: EndedCall['state']
  readonly answer: KeptAnswer | null
  readonly problem: EndedCall['problem']
  readonly run_id: string | null
  readonly rejected: number
}

/** How a call ended; undefined while it has not. */
export async function endedCall(pool: pg.Pool, event: string): Promise<EndedCall | undefined> {
  const { rows } = await pool.query<Row>({ name: 'ended-call', text: READ, values: [event] })
  const [row] = rows
  if (row === undefined) return undefined
  const { state, answer, problem, run_id: runId, rejected: rejectedRows } = row
  return { state, answer, problem, runId, rejectedRows }
}

const GIVE_UP = `WITH given AS (
    UPDATE trigger_event SET state = 'failed', finished_at = now(), problem = json_build_object('severity', 'error', 'code', $2::text)
     WHERE id = $1 AND state = 'accepted' RETURNING id),
  asked AS (
    UPDATE run SET cancel_requested = true FROM trigger_event e WHERE e.id = $1 AND e.state = 'running' AND run.id = e.run_id AND run.status = 'running' RETURNING run.id),
  told AS (SELECT pg_notify('sluice_cancel', id::text) FROM asked)
  SELECT count(*) FROM told`

/** Nobody waits for a call any more: one that has not begun never will, one at work is asked to stop. */
export async function giveUpCall(pool: pg.Pool, event: string, code: string): Promise<void> {
  await pool.query({ name: 'give-up-call', text: GIVE_UP, values: [event, code] })
}
