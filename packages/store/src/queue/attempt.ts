import { type NodeCountsDto, type RejectedRowDto, type RunEventDto, type RunState } from '@sluice/contract'
import { type Problem } from '@sluice/flow'
import { randomUUID } from 'node:crypto'
import { type Database, type Transaction } from '../database/connect.ts'
import { toJson } from '../database/json.ts'
import { recordInputs, type ReadInput } from '../lineage/record.ts'
import { appendEvents, type NewRunEvent } from '../workspace/run-events.ts'
import { inTransaction } from '../workspace/scope.ts'
import { endAbandoned } from './abandon.ts'
import { commitWriter } from './commit-phase.ts'
import { fence, type AttemptKey } from './fence.ts'
import { rowsOf } from './rows-of.ts'
import { retryLater } from './retry-later.ts'

export { LEASE_SECONDS, leaseLost, type AttemptKey } from './fence.ts'

/** How a node stands: what is not said stays as it was written before. */
export interface NodeProgress {
  readonly status: 'waiting' | 'running' | 'done' | 'failed'
  readonly counts: NodeCountsDto | null
  /** Instants of the engine's clock. */
  readonly startedAt?: string
  readonly finishedAt?: string
}

/** What a worker has to write since the last time. */
export interface Progress {
  readonly nodes: ReadonlyMap<string, NodeProgress>
  readonly rejected: readonly Omit<RejectedRowDto, 'id'>[]
  readonly events: readonly NewRunEvent[]
}

export interface Finish extends Progress {
  readonly status: Exclude<RunState, 'queued' | 'running'>
  readonly durationMs: number
  readonly problems: readonly Problem[]
  /** `hash`: sha256 of a file. */
  readonly outputs: readonly (Omit<Extract<RunEventDto, { type: 'output' }>['output'], 'id'> & { readonly hash?: string })[]
  /** What the rows were made from; absent: what an earlier attempt told stays. */
  readonly inputs?: readonly ReadInput[]
  /** The attempt whose folder holds the outputs, when an earlier one prepared them. */
  readonly outputsOf?: number
}

async function writeProgress(
  tx: Transaction,
  { workspaceId, runId }: AttemptKey,
  { nodes, rejected, events }: Progress,
  createdAt: Date,
): Promise<void> {
  const run = { workspaceId, runId }
  for (const [node, { status, counts, startedAt = null, finishedAt = null }] of nodes) {
    await tx.$executeRaw`INSERT INTO run_node (run_id, node, workspace_id, status, counts, started_at, finished_at)
      VALUES (${runId}::uuid, ${node}, ${workspaceId}::uuid, ${status}, ${counts === null ? null : JSON.stringify(counts)}::json,
              ${startedAt}::timestamptz, ${finishedAt}::timestamptz)
      ON CONFLICT (run_id, node) DO UPDATE SET status = excluded.status, counts = coalesce(excluded.counts, run_node.counts),
        started_at = coalesce(excluded.started_at, run_node.started_at), finished_at = coalesce(excluded.finished_at, run_node.finished_at)`
  }
  if (rejected.length > 0) {
    const data = rejected.map((r) => ({
      ...run,
      ...r,
      createdAt,
      ...cleanTexts(r),
      row: toJson(r.row),
      failures: r.failures === null ? undefined : toJson(r.failures),
    }))
    await tx.rejectedRow.createMany({ data })
  }
  if (events.length > 0) await appendEvents(tx, run, events)
}

/** PostgreSQL's text holds no U+0000; it is shown as its symbol. */
const cleanTexts = ({ message, value, source, column }: Omit<RejectedRowDto, 'id'>) => ({
  message: withoutNul(message),
  value: value === null ? null : withoutNul(value),
  source: source === null ? null : withoutNul(source),
  column: column === null ? null : withoutNul(column),
})
const withoutNul = (text: string): string => text.replaceAll('\u0000', '\u2400')

/**
 * Names what is written, so that it is written once however often it is handed over. The name is ours and stands in the same
 * transaction: PostgreSQL gives the number of a transaction that a crash undid to another one.
 */
const ids = new WeakMap<Progress, string>()
function idOf(progress: Progress): string {
  const id = ids.get(progress) ?? randomUUID()
  ids.set(progress, id)
  return id
}

/** The one way a worker writes about the run it holds. */
export const attemptWriter = (db: Database, key: AttemptKey) => ({
  key,
  ...commitWriter(db, key),

  /** Tries the run again later, when its policy allows. */
  retryLater: (problem: Problem): Promise<boolean> => retryLater(db, key, problem),

  /** Ends an attempt that took away the commit of a failed run; `left`: not all of it could be. */
  endAbandoned: (left: boolean): Promise<void> => endAbandoned(db, key, left),

  /** Renews the lease; tells whether somebody asked the run to stop. */
  heartbeat: (): Promise<{ cancelRequested: boolean }> => inTransaction(db, (tx) => fence(tx, key)),

  /**
   * Handed the same object again, because the database went away before it answered, it writes it only if it had not. One at a
   * time: the next one is handed over when this one is written.
   */
  write: (progress: Progress): Promise<{ cancelRequested: boolean }> =>
    inTransaction(db, async (tx) => {
      const { cancelRequested, lastWrite, now } = await fence(tx, key)
      const id = idOf(progress)
      if (lastWrite !== id) {
        await writeProgress(tx, key, progress, now)
        await tx.$executeRaw`UPDATE run SET last_write = ${id}::uuid WHERE id = ${key.runId}::uuid`
      }
      return { cancelRequested }
    }),

  /** Ends the run: counts, outputs, where they come from and state become visible together. */
  finish: (end: Finish): Promise<void> =>
    inTransaction(db, async (tx) => {
      // The end is told by the database's clock, as everything that retention, health and schedules go by.
      const { now: at } = await fence(tx, key)
      const { workspaceId, runId, attempt } = key
      const outputs = end.outputs.map((output) => ({ id: randomUUID(), ...output }))
      const of = { workspaceId, runId, attempt: end.outputsOf ?? attempt }
      if (end.inputs !== undefined) await recordInputs(tx, key, end.inputs)
      await tx.artifact.createMany({
        data: outputs.map((o) => ({ ...o, ...of, createdAt: at, ...(o.kind === 'system' ? { target: o.path } : {}) })),
      })
      const { status, durationMs, problems } = end
      const rejectedRows = await writeEnd(tx, key, end, at, [
        ...outputs.map(({ hash: _hash, ...output }) => ({ type: 'output' as const, output, at: at.toISOString() })),
        { type: 'status', status, at: at.toISOString(), durationMs, problems: problems.map(toDto) },
      ])
      await tx.run.updateMany({
        where: { id: runId, workspaceId },
        data: { status, durationMs, finishedAt: at, leaseUntil: null, problems: toJson(problems), rejectedRows, ...rowsOf(end.nodes) },
      })
    }),
})
export type AttemptWriter = ReturnType<typeof attemptWriter>

async function writeEnd(tx: Transaction, key: AttemptKey, end: Finish, at: Date, events: readonly NewRunEvent[]): Promise<bigint> {
  await writeProgress(tx, key, { ...end, events: [...end.events, ...events] }, at)
  const where = { runId: key.runId, workspaceId: key.workspaceId }
  await tx.runNode.updateMany({
    where: { ...where, status: 'running' },
    data: { status: end.status === 'cancelled' ? 'waiting' : 'failed', finishedAt: at },
  })
  let rejected = 0n
  for (const { counts } of end.nodes.values()) rejected += BigInt(counts?.rejected ?? 0)
  return rejected
}

const toDto = (problem: Problem) => ({
  ...problem,
  path: problem.path === undefined ? undefined : [...problem.path],
  params: problem.params === undefined ? undefined : { ...problem.params },
})
