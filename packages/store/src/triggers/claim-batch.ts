import { FLOW_VERSION } from '@sluice/flow'
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { LEASE_SECONDS } from '../queue/attempt.ts'
import { type Begun } from '../queue/commit-phase.ts'
import { WRITES_WHOLE_TABLES } from '../queue/alone.ts'
import { UNFINISHED_COMMITS } from '../queue/unfinished-commit.ts'
import { inEventTransaction } from './event-pool.ts'
import { requestOf, type KeptRequest, type RequestRow } from './kept-request.ts'

/** Events of a trigger that now belong to a run of this worker. */
export interface ClaimedBatch {
  readonly runId: string
  readonly workspaceId: string
  readonly flowId: string
  readonly revision: number
  readonly attempt: 1
  readonly startedAt: string
  /** Milliseconds that the flow's policy allows; undefined: the worker's limit. */
  readonly timeMs: number | undefined
  /** An endpoint's: somebody waits for the answer. */
  readonly endpoint: boolean
  readonly parameters: Readonly<Record<string, string>>
  /** How far the flow's sources have been read, by node. */
  readonly watermarks: Begun['watermarks']
  readonly events: readonly KeptRequest[]
}

const LOCK = `SELECT pg_try_advisory_xact_lock(hashtextextended('claim:' || $1::text, 0)) AS mine,
  (SELECT f.policy->>'maxConcurrent' IS NOT NULL OR ${WRITES_WHOLE_TABLES} OR EXISTS (
      SELECT 1 FROM setting s WHERE s.workspace_id = t.workspace_id AND s.key = 'runsAtOnce' AND s.value::text <> 'null')
    FROM "trigger" t JOIN flow f ON f.id = t.flow_id
    LEFT JOIN flow_version v ON v.flow_id = f.id AND v.revision = f.published_revision WHERE t.id = $1::uuid) AS limited`

/** The lock of the queue's claims: where runs are counted, two claims at once would both find room for one run more. */
const LOCK_QUEUE = `SELECT pg_advisory_xact_lock(hashtextextended('sluice-claim', 0))`

/** One statement: who may, which events, the run that they become, and that they belong to it. */
const CLAIM = `WITH t AS MATERIALIZED (
    SELECT t.id, t.workspace_id, t.flow_id, t.kind, t.name, f.published_revision, (f.policy->>'timeMinutes')::float AS minutes,
      coalesce((v.document->>'sluice')::int, 1) AS document_version, ${WRITES_WHOLE_TABLES} AS alone,
      CASE t.kind WHEN 'endpoint' THEN 1 ELSE coalesce((t.config->>'batchSize')::int, 200) END AS most
    FROM "trigger" t JOIN flow f ON f.id = t.flow_id
    JOIN flow_version v ON v.flow_id = f.id AND v.revision = f.published_revision
    LEFT JOIN setting most ON most.workspace_id = t.workspace_id AND most.key = 'runsAtOnce'
    LEFT JOIN setting paused ON paused.workspace_id = t.workspace_id AND paused.key = 'paused'
    WHERE t.id = $1 AND t.kind IN ('webhook', 'endpoint') AND NOT t.paused AND f.deleted_at IS NULL
      AND coalesce((v.document->>'sluice')::int, 1) <= $3
      AND coalesce(paused.value::text, 'false') <> 'true' AND NOT EXISTS (${UNFINISHED_COMMITS})
      AND (f.policy->>'maxConcurrent' IS NULL
        OR (f.policy->>'maxConcurrent')::int > (SELECT count(*) FROM run r WHERE r.flow_id = f.id AND r.status = 'running'))
      AND CASE WHEN f.policy->>'maxConcurrent' IS NULL AND ${WRITES_WHOLE_TABLES} THEN NOT EXISTS (
        SELECT 1 FROM run r WHERE r.flow_id = f.id AND (r.status = 'running' OR (r.status = 'queued' AND r.phase = 'committing'))) ELSE true END
      AND (coalesce(most.value::text, 'null') = 'null'
        OR most.value::text::int > (SELECT count(*) FROM run r WHERE r.workspace_id = t.workspace_id AND r.status = 'running'))
      AND (SELECT count(DISTINCT run_id) FROM trigger_event WHERE trigger_id = $1 AND state = 'running')
        < CASE t.kind WHEN 'endpoint' THEN coalesce((t.config->>'atOnce')::int, 4) ELSE coalesce((t.config->>'batchesAtOnce')::int, 1) END),
  due AS MATERIALIZED (
    SELECT e.id, e.batch_limit FROM trigger_event e, t
    WHERE e.trigger_id = t.id AND e.state = 'accepted' AND (e.not_before IS NULL OR e.not_before <= now()) ORDER BY e.id LIMIT (SELECT most FROM t)),
  first AS (SELECT batch_limit FROM due ORDER BY id LIMIT 1),
  picked AS MATERIALIZED (
    SELECT e.id, e.payload, e.request, e.parameters FROM trigger_event e JOIN due ON due.id = e.id
    WHERE due.batch_limit IS NOT DISTINCT FROM (SELECT batch_limit FROM first) AND e.state = 'accepted' ORDER BY e.id
    LIMIT coalesce((SELECT batch_limit FROM first), (SELECT most FROM t)) FOR UPDATE OF e SKIP LOCKED),
  made AS (
    INSERT INTO run (id, workspace_id, flow_id, flow_revision, status, trigger, trigger_ref, parameters, started_by, started_at, attempt, worker, lease_until, published, document_version, alone)
    SELECT $4::uuid, workspace_id, flow_id, published_revision, 'running', kind, id::text,
      coalesce((SELECT parameters FROM picked LIMIT 1), '{}'),
      name, now(), 1, $2, now() + make_interval(secs => ${LEASE_SECONDS}), true, document_version, alone
    FROM t WHERE EXISTS (SELECT 1 FROM picked) RETURNING id, workspace_id, flow_id, flow_revision, started_at, trigger, parameters),
  bound AS (UPDATE trigger_event e SET state = 'running', run_id = made.id FROM picked, made WHERE e.id = picked.id)
  SELECT made.*, (SELECT minutes FROM t) AS minutes, picked.payload::text AS body, picked.request,
    (SELECT json_object_agg(w.node, w.value) FROM watermark w WHERE w.flow_id = made.flow_id) AS watermarks FROM made, picked ORDER BY picked.id`

/** The same of a run that was made before, as long as this worker has it. $1 run, $2 worker. */
const CLAIMED_BEFORE = `SELECT run.id, run.workspace_id, run.flow_id, run.flow_revision, run.started_at, run.trigger, run.parameters,
    (flow.policy->>'timeMinutes')::float AS minutes, e.payload::text AS body, e.request,
    (SELECT json_object_agg(w.node, w.value) FROM watermark w WHERE w.flow_id = run.flow_id) AS watermarks
  FROM run JOIN flow ON flow.id = run.flow_id JOIN trigger_event e ON e.run_id = run.id
  WHERE run.id = $1 AND run.worker = $2 AND run.status = 'running' AND run.attempt = 1 ORDER BY e.id`

interface Row extends RequestRow {
  readonly id: string
  readonly workspace_id: string
  readonly flow_id: string
  readonly flow_revision: number
  readonly started_at: Date
  readonly minutes: number | null
  readonly trigger: string
  readonly parameters: Readonly<Record<string, string>>
  readonly watermarks: Begun['watermarks'] | null
}

const toBatch = ([row, ...more]: readonly Row[]): ClaimedBatch | undefined =>
  row === undefined
    ? undefined
    : {
        runId: row.id,
        workspaceId: row.workspace_id,
        flowId: row.flow_id,
        revision: row.flow_revision,
        attempt: 1,
        startedAt: row.started_at.toISOString(),
        timeMs: row.minutes === null ? undefined : row.minutes * 60_000,
        endpoint: row.trigger === 'endpoint',
        parameters: row.parameters,
        watermarks: row.watermarks ?? {},
        events: [row, ...more].map(requestOf),
      }

/** Takes the next events of a trigger as a run that its worker holds; undefined when there is nothing to do now. */
export type BatchClaimer = (triggerId: string, documentVersion?: number) => Promise<ClaimedBatch | undefined>

/**
 * Takes events for a worker. Those that failed together come back in smaller groups, never mixed with new ones. Limits (flow,
 * workspace, whole tables), a pause, an unfinished commit of the flow and a document that is newer than the worker leave them where
 * they are. When the database went away before it answered, the next asking for this trigger gives the run that was made.
 */
export function batchClaimer(pool: pg.Pool, worker: string): BatchClaimer {
  const unanswered = new Map<string, string>()
  return async (triggerId, documentVersion = FLOW_VERSION) => {
    const before = unanswered.get(triggerId)
    const known = before === undefined ? [] : (await pool.query<Row>(CLAIMED_BEFORE, [before, worker])).rows
    const runId = randomUUID()
    if (known.length === 0) unanswered.set(triggerId, runId)
    const rows = known.length > 0 ? known : await claim(pool, { worker, triggerId, documentVersion, runId })
    unanswered.delete(triggerId)
    return toBatch(rows)
  }
}

const claim = (
  pool: pg.Pool,
  { worker, triggerId, documentVersion, runId }: { worker: string; triggerId: string; documentVersion: number; runId: string },
): Promise<readonly Row[]> =>
  inEventTransaction(pool, async (client) => {
    // Claims of one trigger come one after the other, so that each sees what the one before took.
    const lock = await client.query<{ mine: boolean; limited: boolean | null }>({ name: 'claim-lock', text: LOCK, values: [triggerId] })
    if (lock.rows[0]?.mine !== true) return []
    if (lock.rows[0].limited === true) await client.query({ name: 'claim-lock-queue', text: LOCK_QUEUE })
    return (await client.query<Row>({ name: 'claim-batch', text: CLAIM, values: [triggerId, worker, documentVersion, runId] })).rows
  })
