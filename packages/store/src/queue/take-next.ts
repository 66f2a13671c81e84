import { FLOW_VERSION } from '@sluice/flow'
import { Prisma } from '@sluice/prisma'
import { type Database, type Transaction } from '../database/connect.ts'
import { appendEvents } from '../workspace/run-events.ts'
import { inTransaction } from '../workspace/scope.ts'
import { LEASE_SECONDS } from './fence.ts'
import { UNFINISHED_COMMITS } from './unfinished-commit.ts'

/** What a worker has to give when it asks for a run. */
export interface Room {
  /** Memory that is not held by its runs, in MB. */
  readonly freeMb: number
  /** All memory that it may give to runs; a run that needs more is left to others. */
  readonly budgetMb: number
  /** What a run gets that asks for none. */
  readonly defaultMb: number
  /** The newest version of flow documents that it understands. */
  readonly documentVersion: number
}

/** Of a worker whose memory nobody counts. */
export const AMPLE_ROOM: Room = { freeMb: 2 ** 30, budgetMb: 2 ** 30, defaultMb: 1_024, documentVersion: FLOW_VERSION }

/** One asking for a run, under a name of its own. */
export interface Claim {
  readonly worker: string
  readonly id: string
}

/** What a claim has taken, as it stands in the database. */
export interface ClaimRow {
  readonly id: string
  readonly workspace_id: string
  readonly flow_id: string
  readonly flow_revision: number
  readonly attempt: number
  readonly parameters: unknown
  /** When its first attempt began. */
  readonly started_at: Date
  readonly claimed_at: Date
  readonly memory: number
  readonly policy: unknown
  readonly document: unknown
}

/** A run that needs much memory lets smaller ones pass for this long; then the worker keeps its memory for it. */
const PASSED_SECONDS = 60

/**
 * The next run for a worker, in the order of the index `only_sql_run_queue`: age, where a point of priority counts as ten
 * minutes, so that nothing starves. Limits (flow, workspace, memory), a pause, a later start, an unfinished commit of the same flow and a run that is alone leave a run where it is.
 * Claims are made one after the other: two at once would both find room for one run more.
 */
async function takeNext(tx: Transaction, { worker, id }: Claim, room: Room): Promise<ClaimRow | undefined> {
  const { freeMb, budgetMb, defaultMb, documentVersion } = room
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sluice-claim', 0))`
  const [row] = await tx.$queryRaw<ClaimRow[]>`
    WITH held AS MATERIALIZED (SELECT flow_id, workspace_id, count(*) AS runs, bool_or(alone) AS alone FROM run WHERE status = 'running' GROUP BY flow_id, workspace_id),
    begun AS MATERIALIZED (SELECT DISTINCT flow_id FROM run WHERE alone AND status = 'queued' AND phase = 'committing'),
    next AS (
      SELECT r.id, f.policy, coalesce(nullif(r.memory_mb, 0), ${defaultMb}::int) AS memory
        FROM run r JOIN flow f ON f.id = r.flow_id
        LEFT JOIN held ON held.flow_id = r.flow_id
        LEFT JOIN begun ON begun.flow_id = r.flow_id
        LEFT JOIN setting paused ON paused.workspace_id = r.workspace_id AND paused.key = 'paused'
        LEFT JOIN setting most ON most.workspace_id = r.workspace_id AND most.key = 'runsAtOnce'
       WHERE r.status = 'queued' AND (r.not_before IS NULL OR r.not_before <= now()) AND r.document_version <= ${documentVersion}::int
         AND (coalesce(nullif(r.memory_mb, 0), ${defaultMb}::int) <= ${freeMb}::int
           OR (coalesce(nullif(r.memory_mb, 0), ${defaultMb}::int) <= ${budgetMb}::int AND r.created_at < now() - make_interval(secs => ${PASSED_SECONDS}::int)))
         AND coalesce(paused.value::text, 'false') <> 'true'
         AND (r.phase <> 'working' OR NOT EXISTS (${Prisma.raw(UNFINISHED_COMMITS)}))
         AND (f.policy->>'maxConcurrent' IS NULL OR (f.policy->>'maxConcurrent')::int > coalesce(held.runs, 0))
         AND (f.policy->>'maxConcurrent' IS NOT NULL
           OR ((held.runs IS NULL OR NOT (r.alone OR held.alone)) AND (r.phase <> 'working' OR begun.flow_id IS NULL)))
         AND (coalesce(most.value::text, 'null') = 'null'
           OR most.value::text::int > (SELECT coalesce(sum(runs), 0) FROM held h WHERE h.workspace_id = r.workspace_id))
       ORDER BY (r.created_at AT TIME ZONE 'UTC') - r.priority * interval '10 minutes', r.id
       LIMIT 1 FOR UPDATE OF r SKIP LOCKED)
    UPDATE run SET status = 'running', attempt = attempt + 1, worker = ${worker}, last_write = ${id}::uuid, judged = false,
        lease_until = now() + make_interval(secs => ${LEASE_SECONDS}::int), started_at = coalesce(started_at, now())
      FROM next WHERE run.id = next.id AND next.memory <= ${freeMb}::int
      RETURNING run.id, workspace_id, flow_id, flow_revision, attempt, parameters, started_at, run.document, now() AS claimed_at, next.memory, next.policy`
  return row
}

/** The run that an earlier try of this claim took, as long as nobody else took it since. */
export async function takenBefore(db: Database, { worker, id }: Claim, { defaultMb }: Room): Promise<ClaimRow | undefined> {
  const [row] = await db.$queryRaw<ClaimRow[]>`
    SELECT r.id, r.workspace_id, r.flow_id, r.flow_revision, r.attempt, r.parameters, r.started_at, r.document, now() AS claimed_at,
        coalesce(nullif(r.memory_mb, 0), ${defaultMb}::int) AS memory, f.policy
      FROM run r JOIN flow f ON f.id = r.flow_id WHERE r.status = 'running' AND r.worker = ${worker} AND r.last_write = ${id}::uuid`
  return row
}

/** The next run that the worker can take, now held by it and told of. */
export const take = (db: Database, claim: Claim, room: Room): Promise<ClaimRow | undefined> =>
  inTransaction(db, async (tx) => {
    const taken = await takeNext(tx, claim, room)
    if (taken === undefined) return undefined
    const key = { workspaceId: taken.workspace_id, runId: taken.id }
    const at = taken.claimed_at.toISOString()
    await appendEvents(tx, key, [{ type: 'status', status: 'running', at, durationMs: null, problems: [] }])
    return taken
  })
