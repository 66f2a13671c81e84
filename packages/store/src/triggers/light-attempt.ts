import type pg from 'pg'
import { type AttemptKey, type AttemptWriter, type Finish, type Progress, leaseLost } from '../queue/attempt.ts'

/** What an endpoint's flow answered, as it is kept. */
export interface KeptAnswer {
  readonly status: number
  /** JSON text; null: one record was to be answered and there is none. */
  readonly body: string | null
}

const FINISH = `WITH ended AS (
    UPDATE run SET status = $4, duration_ms = $5, finished_at = now(), lease_until = NULL, problems = $6::json, rejected_rows = $7
     WHERE id = $1 AND workspace_id = $2 AND attempt = $3 AND status = 'running' RETURNING id, workspace_id),
  nodes AS (
    INSERT INTO run_node (run_id, node, workspace_id, status, counts)
    SELECT ended.id, n.node, ended.workspace_id, n.status, n.counts FROM ended, json_to_recordset($8::json) AS n(node text, status text, counts json)
    ON CONFLICT (run_id, node) DO UPDATE SET status = excluded.status, counts = coalesce(excluded.counts, run_node.counts)),
  events AS (
    INSERT INTO run_event (workspace_id, run_id, type, data)
    SELECT ended.workspace_id, ended.id, e.event->>'type', e.event FROM ended, json_array_elements($9::json) WITH ORDINALITY AS e(event, n) ORDER BY n),
  answered AS (
    UPDATE trigger_event SET answer = $10::json FROM ended WHERE trigger_event.run_id = ended.id AND $10::json IS NOT NULL),
  told AS (SELECT pg_notify('sluice_run', id::text) FROM ended)
  SELECT count(*)::int AS n FROM ended, (SELECT count(*) FROM told) AS done`

/**
 * A writer for runs of milliseconds: what happens is kept until the end and then written in one statement. Whatever is more
 * than figures (outputs, rejected rows) is written by the full writer, with all that was kept.
 */
export function lightAttempt(
  pool: pg.Pool,
  key: AttemptKey,
  full: AttemptWriter,
  startedAt: string,
  answer: () => KeptAnswer | undefined,
): AttemptWriter {
  let kept: Progress = { nodes: new Map(), rejected: [], events: [] }
  const keep = (progress: Progress): Progress => ({
    nodes: new Map([...kept.nodes, ...progress.nodes]),
    rejected: [...kept.rejected, ...progress.rejected],
    events: [...kept.events, ...progress.events],
  })
  return {
    ...full,
    write: (progress) => {
      kept = keep(progress)
      return Promise.resolve({ cancelRequested: false })
    },
    finish: async (end) => {
      const whole: Finish = { ...end, ...keep(end) }
      const given = answer()
      if (!isLight(whole)) {
        if (given !== undefined)
          await pool.query('UPDATE trigger_event SET answer = $2 WHERE run_id = $1', [key.runId, JSON.stringify(given)])
        await full.finish(whole)
        return
      }
      const { rows } = await pool.query<{ n: number }>({
        name: 'finish-light',
        text: FINISH,
        values: valuesOf(key, whole, startedAt, given),
      })
      if (rows[0]?.n !== 1) throw leaseLost(key)
    },
  }
}

const isLight = ({ outputs, rejected }: Finish): boolean => outputs.length === 0 && rejected.length === 0

function valuesOf({ runId, workspaceId, attempt }: AttemptKey, end: Finish, startedAt: string, answer: KeptAnswer | undefined): unknown[] {
  const at = new Date().toISOString()
  const { status, durationMs, problems } = end
  const nodes = [...end.nodes].map(([node, state]) => ({ node, ...state, status: state.status === 'running' ? 'failed' : state.status }))
  let rejected = 0
  for (const { counts } of end.nodes.values()) rejected += counts?.rejected ?? 0
  // Counts are told by the nodes; of what happened in between only what was said stays.
  const events = [
    { type: 'status', status: 'running', at: startedAt, durationMs: null, problems: [] },
    ...end.events.filter(({ type }) => type === 'log'),
    { type: 'status', status, at, durationMs, problems },
  ]
  return [runId, workspaceId, attempt, status, durationMs, JSON.stringify(problems), rejected, JSON.stringify(nodes), JSON.stringify(events), answer === undefined ? null : JSON.stringify(answer)] // prettier-ignore
}
