import { policySchema } from '@sluice/contract'
import { FLOW_VERSION, type Flow } from '@sluice/flow'
import { z } from 'zod'
import { Prisma } from '@sluice/prisma'
import { type Database, type Transaction } from '../database/connect.ts'
import { StoreError } from '../database/error.ts'
import { readRunFlow } from '../workspace/flow-versions.ts'
import { appendEvents } from '../workspace/run-events.ts'
import { needRoom } from '../workspace/outputs-room.ts'
import { inTransaction } from '../workspace/scope.ts'
import { type KeptRequest } from '../triggers/kept-request.ts'
import { UNFINISHED_COMMITS } from './unfinished-commit.ts'
import { attemptWriter, LEASE_SECONDS, type AttemptWriter } from './attempt.ts'

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

/** A run that this worker holds. */
export interface ClaimedRun {
  readonly runId: string
  readonly workspaceId: string
  readonly attempt: number
  readonly flowId: string
  readonly flow: Flow
  readonly parameters: Readonly<Record<string, string>>
  readonly startedAt: string
  readonly memoryMb: number
  /** Milliseconds that the flow's policy allows; undefined: the worker's limit. */
  readonly timeMs: number | undefined
  /** What started it, when whoever claimed it knows; else it is asked for. */
  readonly incoming?: readonly KeptRequest[]
  readonly writer: AttemptWriter
}

/** A run that needs much memory lets smaller ones pass for this long; then the worker keeps its memory for it. */
const PASSED_SECONDS = 60

interface ClaimRow {
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

const parametersSchema = z.record(z.string(), z.string())

/**
 * The next run for a worker, in the order of the index `only_sql_run_queue`: age, where a point of priority counts as ten
 * minutes, so that nothing starves. Limits (flow, workspace, memory), a pause, a later start, an unfinished commit of the same flow and a run that is alone leave a run where it is.
 * Claims are made one after the other: two at once would both find room for one run more.
 */
async function takeNext(tx: Transaction, worker: string, room: Room): Promise<ClaimRow | undefined> {
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
    UPDATE run SET status = 'running', attempt = attempt + 1, worker = ${worker}, judged = false,
        lease_until = now() + make_interval(secs => ${LEASE_SECONDS}::int), started_at = coalesce(started_at, now())
      FROM next WHERE run.id = next.id AND next.memory <= ${freeMb}::int
      RETURNING run.id, workspace_id, flow_id, flow_revision, attempt, parameters, started_at, run.document, now() AS claimed_at, next.memory, next.policy`
  return row
}

/** Takes the next run that this worker can take; undefined when there is none now. */
export async function claimRun(db: Database, worker: string, room: Room): Promise<ClaimedRun | undefined> {
  for (;;) {
    const row = await inTransaction(db, async (tx) => {
      const taken = await takeNext(tx, worker, room)
      if (taken === undefined) return undefined
      const key = { workspaceId: taken.workspace_id, runId: taken.id }
      const at = taken.claimed_at.toISOString()
      await appendEvents(tx, key, [{ type: 'status', status: 'running', at, durationMs: null, problems: [] }])
      return taken
    })
    if (row === undefined) return undefined
    const run = await readClaimed(db, worker, row)
    if (run !== undefined) return run
  }
}

/** The run with its flow. One whose document can't be read, or for whose outputs there is no room, ends here and says so. */
async function readClaimed(db: Database, worker: string, row: ClaimRow): Promise<ClaimedRun | undefined> {
  const { id: runId, workspace_id: workspaceId, attempt } = row
  const writer = attemptWriter(db, { workspaceId, runId, attempt })
  try {
    // A later attempt may have something prepared that only wants to be applied.
    if (attempt === 1) await needRoom(db, workspaceId)
    const flow = await readRunFlow(
      db,
      { workspaceId, actor: worker },
      { flowId: row.flow_id, flowRevision: row.flow_revision, document: row.document },
    )
    const { timeMinutes } = policySchema.parse(row.policy)
    const startedAt = row.started_at.toISOString()
    const timeMs = timeMinutes === undefined ? undefined : timeMinutes * 60_000
    const parameters = parametersSchema.parse(row.parameters)
    return { runId, workspaceId, attempt, flowId: row.flow_id, flow, parameters, startedAt, memoryMb: row.memory, timeMs, writer }
  } catch (error) {
    if (!(error instanceof StoreError || error instanceof z.ZodError)) throw error
    const problem = error instanceof StoreError ? { code: error.code, params: error.params } : { code: 'flow-unreadable', params: { reason: 'policy' } } // prettier-ignore
    const nothing = { nodes: new Map(), rejected: [], events: [], outputs: [] }
    await writer.finish({ ...nothing, status: 'failed', durationMs: 0, problems: [{ severity: 'error', ...problem }] })
    return undefined
  }
}
