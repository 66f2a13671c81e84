import { inputsFrom } from '../lineage/record.ts'
import { LEASE_SECONDS } from '../queue/attempt.ts'

/** The run's row, held by this attempt: nothing else in the statement happens when another process took it. */
const HELD = `id = $1 AND workspace_id = $2 AND attempt = $3 AND status = 'running'`
const RENEWED = `lease_until = now() + make_interval(secs => ${LEASE_SECONDS})`

const nodesFrom = (fenced: string, parameter: string): string => `
    INSERT INTO run_node (run_id, node, workspace_id, status, counts, started_at, finished_at)
    SELECT ${fenced}.id, n.node, ${fenced}.workspace_id, n.status, n.counts, n."startedAt", n."finishedAt"
      FROM ${fenced}, json_to_recordset(${parameter}::json) AS n(node text, status text, counts json, "startedAt" timestamptz, "finishedAt" timestamptz)
    ON CONFLICT (run_id, node) DO UPDATE SET status = excluded.status, counts = coalesce(excluded.counts, run_node.counts),
      started_at = coalesce(excluded.started_at, run_node.started_at), finished_at = coalesce(excluded.finished_at, run_node.finished_at)`

/** Renews the lease. $1 run, $2 workspace, $3 attempt. */
export const HEARTBEAT = { name: 'light-heartbeat', text: `UPDATE run SET ${RENEWED} WHERE ${HELD} RETURNING cancel_requested` }

/** The fenced row before the first sink applies, with what is known of the nodes. $4 manifest, $5 write plans or null, $6 nodes. */
export const COMMIT = {
  name: 'light-commit',
  text: `WITH fenced AS (
    UPDATE run SET ${RENEWED}, phase = 'committing', manifest = $4::json, write_plan = coalesce($5::json, write_plan) WHERE ${HELD} RETURNING id, workspace_id),
  nodes AS (${nodesFrom('fenced', '$6')})
  SELECT count(*)::int AS n FROM fenced`,
}

/**
 * The end of a run. $4 status, $5 milliseconds, $6 problems, $7 rejected rows, $8 nodes, $9 events in order (one without `at` is of now), $10 the answer of an
 * endpoint or null, $11 outputs with their ids, $12 rows read and $13 written, or null, $14 inputs.
 */
export const FINISH = {
  name: 'light-finish',
  text: `WITH ended AS (
    UPDATE run SET status = $4, duration_ms = $5, finished_at = now(), lease_until = NULL, problems = $6::json, rejected_rows = $7, rows_read = $12, rows_written = $13 WHERE ${HELD} RETURNING id, workspace_id, started_at, created_at, finished_at),
  inputs AS (${inputsFrom('ended', '$3', '$14')}),
  nodes AS (${nodesFrom('ended', '$8')}),
  outputs AS (
    INSERT INTO artifact (id, workspace_id, run_id, attempt, node, path, kind, format, rows, bytes, hash, target)
    SELECT o.id, ended.workspace_id, ended.id, $3, o.node, o.path, o.kind, o.format, o.rows, o.bytes, o.hash, CASE o.kind WHEN 'system' THEN o.path END
      FROM ended, json_to_recordset($11::json) AS o(id uuid, node text, path text, kind text, format text, rows bigint, bytes bigint, hash text)),
  events AS (
    INSERT INTO run_event (workspace_id, run_id, type, data)
    SELECT ended.workspace_id, ended.id, e.event->>'type',
      CASE WHEN e.event->'at' IS NULL THEN (e.event::jsonb || jsonb_build_object('at', to_char(ended.finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))::json ELSE e.event END FROM ended, json_array_elements($9::json) WITH ORDINALITY AS e(event, n) ORDER BY n),
  answered AS (
    UPDATE trigger_event SET answer = $10::json FROM ended WHERE trigger_event.run_id = ended.id AND $10::json IS NOT NULL),
  told AS (SELECT pg_notify('sluice_run', id::text) FROM ended)
  SELECT count(*)::int AS n FROM ended, (SELECT count(*) FROM told) AS done`,
}

/** Keeps an endpoint's answer; the run is ended by another statement. $1 run, $2 answer. */
export const ANSWER = { name: 'light-answer', text: 'UPDATE trigger_event SET answer = $2::json WHERE run_id = $1' }
