import { problemSchema } from '@sluice/contract'
import { type Problem } from '@sluice/flow'
import { z } from 'zod'
import { type Database, type Transaction } from '../database/connect.ts'
import { jsonSchema, toJson } from '../database/json.ts'
import { appendEvents, type RunKey } from '../workspace/run-events.ts'
import { inTransaction } from '../workspace/scope.ts'
import { fence, type AttemptKey } from './fence.ts'
import { logged, requeue } from './requeue.ts'

/**
 * Giving up a commit that was begun and failed: what is prepared and not applied is taken away by a worker, as an attempt of its
 * own, so that nobody else can be applying it. The run stays failed, as of when it failed.
 */

/** A commit that failed is kept for so many days, or as long as runs are kept, when that is less. Staging tables stay for 14. */
export const COMMIT_KEPT_DAYS = 7

/** What is no longer so once the commit is given up. */
const REPLACED: readonly string[] = ['commit-stopped', 'commit-left-behind', 'commit-discarded']

/** How the run had ended before it was given up; kept beside its manifest meanwhile. */
const failedSchema = z.object({ finishedAt: z.iso.datetime(), durationMs: z.number().nullable(), problems: z.array(problemSchema) })
const manifestSchema = z.record(z.string(), jsonSchema)

interface Row {
  readonly id: string
  readonly now: Date
}

async function begin(tx: Transaction, key: RunKey, now: Date, who: string): Promise<void> {
  const { manifest, finishedAt, durationMs, problems } = await tx.run.findUniqueOrThrow({
    where: { id: key.runId, workspaceId: key.workspaceId },
  })
  const kept = manifestSchema.parse(manifest ?? {})
  const failed = kept['failed'] ?? { finishedAt: (finishedAt ?? now).toISOString(), durationMs, problems }
  const data = { manifest: toJson({ ...kept, failed }), losses: 0, cancelRequested: false }
  await tx.run.updateMany({ where: { id: key.runId, workspaceId: key.workspaceId }, data })
  await requeue(tx, key, now, [logged(now, 'commit-given-up', { who }, 'info')], { phase: 'abandoning' })
}

/** Has the begun commit of a failed run given up. False: there is no such commit, or somebody lets it go on. */
export async function abandonRun(tx: Transaction, key: RunKey, who: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<Row[]>`SELECT id, now() AS now FROM run
    WHERE id = ${key.runId}::uuid AND workspace_id = ${key.workspaceId}::uuid AND status = 'failed' AND phase IN ('committing', 'abandoning') FOR UPDATE`
  if (row === undefined) return false
  await begin(tx, key, row.now, who)
  return true
}

const AT_ONCE = 100

/** Has the commits given up that failed before the days they are kept and that nobody has finished. Gives how many. */
export const abandonOld = (db: Database, workspaceId: string, retentionDays: number, who: string): Promise<number> =>
  inTransaction(db, async (tx) => {
    const days = Math.min(COMMIT_KEPT_DAYS, retentionDays)
    const rows = await tx.$queryRaw<Row[]>`SELECT id, now() AS now FROM run
      WHERE workspace_id = ${workspaceId}::uuid AND status = 'failed' AND phase IN ('committing', 'abandoning')
        AND finished_at < now() - make_interval(days => ${days}::int) ORDER BY finished_at LIMIT ${AT_ONCE}::int FOR UPDATE SKIP LOCKED`
    for (const { id: runId, now } of rows) await begin(tx, { workspaceId, runId }, now, who)
    return rows.length
  })

/**
 * Ends the attempt that took away what was prepared. `left`: something could not be taken away, so that it is tried again as long
 * as the run is kept.
 */
export const endAbandoned = (db: Database, key: AttemptKey, left: boolean): Promise<void> =>
  inTransaction(db, async (tx) => {
    await fence(tx, key)
    const { runId, workspaceId } = key
    const { manifest } = await tx.run.findUniqueOrThrow({ where: { id: runId, workspaceId } })
    const { finishedAt, durationMs, problems: before } = failedSchema.parse(manifestSchema.parse(manifest)['failed'])
    const told: Problem = { severity: 'error', code: left ? 'commit-left-behind' : 'commit-discarded' }
    const problems = [...before.filter(({ code }) => !REPLACED.includes(code)), told]
    const [now] = await tx.$queryRaw<{ at: Date }[]>`SELECT now() AS at`
    const at = (now?.at ?? new Date()).toISOString()
    const ended = { status: 'failed', finishedAt: new Date(finishedAt), durationMs, leaseUntil: null, problems: toJson(problems) }
    // The alert rules have looked at its end already.
    const data = { ...ended, judged: true, ...(left ? {} : { phase: 'abandoned' }) }
    await tx.run.updateMany({ where: { id: runId, workspaceId }, data })
    const shown = problems.map(({ severity, code, nodeId, path, params }) => ({
      severity,
      code,
      nodeId,
      path: path && [...path],
      params: params && { ...params },
    }))
    await appendEvents(tx, { workspaceId, runId }, [{ type: 'status', status: 'failed', at, durationMs, problems: shown }])
  })
