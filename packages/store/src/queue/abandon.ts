import { problemSchema } from '@sluice/contract'
import { type Json, type Problem } from '@sluice/flow'
import { z } from 'zod'
import { type Database, type Transaction } from '../database/connect.ts'
import { jsonSchema, toJson } from '../database/json.ts'
import { recordAudit } from '../workspace/audit.ts'
import { appendEvents, type RunKey } from '../workspace/run-events.ts'
import { inTransaction } from '../workspace/scope.ts'
import { giveBackWatermarks } from '../workspace/watermarks.ts'
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

/** How the run had ended before it was given up, and what is to become of its sources; kept beside its manifest meanwhile. */
const failedSchema = z.object({
  finishedAt: z.iso.datetime(),
  durationMs: z.number().nullable(),
  problems: z.array(problemSchema),
  who: z.string().default('Sluice'),
  sources: z.enum(['back', 'stay']).default('back'),
})
const manifestSchema = z.record(z.string(), jsonSchema)
const marksSchema = z.object({ readFrom: manifestSchema, watermarks: manifestSchema })

/** Who gives a commit up. `back`: its sources are set back to where the run began, so that its rows are read again; `stay`: they stay. */
export interface GivingUp {
  readonly who: string
  readonly sources: 'back' | 'stay'
}

interface Row {
  readonly id: string
  readonly flow_id: string
  readonly now: Date
}

async function begin(tx: Transaction, key: RunKey, { now, flow_id: flow }: Row, { who, sources }: GivingUp): Promise<void> {
  const { workspaceId, runId: id } = key
  const { manifest, finishedAt, durationMs, problems } = await tx.run.findUniqueOrThrow({ where: { id, workspaceId } })
  const kept = manifestSchema.parse(manifest ?? {})
  const failed = kept['failed'] ?? { finishedAt: (finishedAt ?? now).toISOString(), durationMs, problems, who, sources }
  const data = { manifest: toJson({ ...kept, failed }), losses: 0, cancelRequested: false }
  await tx.run.updateMany({ where: { id, workspaceId }, data })
  await requeue(tx, key, now, [logged(now, 'commit-given-up', { who }, 'info')], { phase: 'abandoning' })
  await recordAudit(tx, { workspaceId, actor: who }, 'run.abandon', id, { flow, sources })
}

/** Has the begun commit of a failed run given up. False: there is no such commit, or somebody lets it go on. */
export async function abandonRun(tx: Transaction, key: RunKey, up: GivingUp): Promise<boolean> {
  const [row] = await tx.$queryRaw<Row[]>`SELECT id, flow_id, now() AS now FROM run
    WHERE id = ${key.runId}::uuid AND workspace_id = ${key.workspaceId}::uuid AND status = 'failed' AND phase IN ('committing', 'abandoning') FOR UPDATE`
  if (row === undefined) return false
  await begin(tx, key, row, up)
  return true
}

const AT_ONCE = 100

/**
 * Has the commits given up that failed before the days they are kept and that nobody has finished; their rows are read again. Gives
 * how many.
 */
export const abandonOld = (db: Database, workspaceId: string, retentionDays: number, who: string): Promise<number> =>
  inTransaction(db, async (tx) => {
    const days = Math.min(COMMIT_KEPT_DAYS, retentionDays)
    const rows = await tx.$queryRaw<Row[]>`SELECT id, flow_id, now() AS now FROM run
      WHERE workspace_id = ${workspaceId}::uuid AND status = 'failed' AND phase IN ('committing', 'abandoning')
        AND finished_at < now() - make_interval(days => ${days}::int) ORDER BY finished_at LIMIT ${AT_ONCE}::int FOR UPDATE SKIP LOCKED`
    for (const row of rows) await begin(tx, { workspaceId, runId: row.id }, row, { who, sources: 'back' })
    return rows.length
  })

/**
 * Ends the attempt that took away what was prepared, and sets the sources back once. `left`: something could not be taken away, so
 * that it is tried again as long as the run is kept; it is not visible, and nobody applies it any more.
 */
export const endAbandoned = (db: Database, key: AttemptKey, left: boolean): Promise<void> =>
  inTransaction(db, async (tx) => {
    await fence(tx, key)
    const { runId, workspaceId } = key
    const run = await tx.run.findUniqueOrThrow({ where: { id: runId, workspaceId } })
    const manifest = manifestSchema.parse(run.manifest)
    const failed = failedSchema.parse(manifest['failed'])
    const before = run.movesMarks
      ? [...failed.problems, await settleSources(tx, key, run.flowId, { manifest, ...failed })]
      : failed.problems
    const told: Problem = { severity: 'error', code: left ? 'commit-left-behind' : 'commit-discarded' }
    const problems = [...before.filter(({ code }) => !REPLACED.includes(code)), told]
    const [now] = await tx.$queryRaw<{ at: Date }[]>`SELECT now() AS at`
    const at = (now?.at ?? new Date()).toISOString()
    const { durationMs } = failed
    const ended = { status: 'failed', finishedAt: new Date(failed.finishedAt), durationMs, leaseUntil: null, problems: toJson(problems) }
    // The alert rules have looked at its end already.
    const kept = { manifest: toJson({ ...manifest, failed: { ...failed, problems: before } }), movesMarks: false, judged: true }
    await tx.run.updateMany({ where: { id: runId, workspaceId }, data: { ...ended, ...kept, ...(left ? {} : { phase: 'abandoned' }) } })
    const shown = problems.map(({ severity, code, nodeId, path, params }) => ({
      severity,
      code,
      nodeId,
      path: path && [...path],
      params: params && { ...params },
    }))
    await appendEvents(tx, { workspaceId, runId }, [{ type: 'status', status: 'failed', at, durationMs, problems: shown }])
  })

/** Sets the sources of a run back, or leaves them, as whoever gave it up has chosen; gives what is told about it. */
async function settleSources(
  tx: Transaction,
  { workspaceId, runId }: AttemptKey,
  flowId: string,
  { manifest, who, sources }: GivingUp & { readonly manifest: Readonly<Record<string, Json>> },
): Promise<Problem> {
  if (sources === 'stay') return { severity: 'warning', code: 'sources-stay' }
  const { readFrom, watermarks } = marksSchema.parse(manifest)
  const nodes = await giveBackWatermarks(tx, { workspaceId, flowId, runId, changedBy: who }, readFrom, watermarks)
  for (const node of nodes) await recordAudit(tx, { workspaceId, actor: who }, 'watermark.go-back', flowId, { node, run: runId })
  return nodes.length === 0 ? { severity: 'warning', code: 'sources-stay' } : { severity: 'warning', code: 'sources-set-back' }
}
