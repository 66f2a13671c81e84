import { z } from 'zod'
import { StoreError } from '../database/error.ts'
import { type Transaction } from '../database/connect.ts'
import { jsonSchema } from '../database/json.ts'
import { logged, requeue } from '../queue/requeue.ts'
import { recordAudit } from './audit.ts'
import { enqueueRun } from './enqueue-run.ts'
import { type Scope } from './scope.ts'
import { moveWatermarks, type Watermarks } from './watermarks.ts'

interface Row {
  readonly status: string
  readonly phase: string
  readonly flow_id: string
  readonly flow_revision: number
  readonly trigger: string
  readonly origin: string | null
  readonly manifest: unknown
  readonly now: Date
}

type Acting = Omit<Scope, 'db'>

const ENDED: readonly string[] = ['succeeded', 'succeeded-with-rejects', 'failed', 'cancelled']

async function lock(tx: Transaction, { workspaceId }: Acting, id: string): Promise<Row | undefined> {
  const rows = await tx.$queryRaw<Row[]>`SELECT status, phase, flow_id, flow_revision, trigger, origin, manifest, now() AS now FROM run
    WHERE id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid FOR UPDATE`
  return rows[0]
}

const manifestSchema = z.object({ readFrom: z.record(z.string(), jsonSchema), watermarks: z.record(z.string(), jsonSchema) })

/** From where to where the run has read its sources. */
function marksOf(manifest: unknown): [Watermarks, Watermarks] {
  const { readFrom, watermarks } = manifestSchema.parse(manifest)
  return [readFrom, watermarks]
}

/**
 * Lets a run that waits for a person be applied, or be discarded: any worker does it. Throws `run-not-waiting`, and
 * `watermark-moved` when its sources were read by somebody else meanwhile.
 */
export async function decideRun(tx: Transaction, scope: Acting, id: string, agreed: boolean): Promise<void> {
  const row = await lock(tx, scope, id)
  if (row?.status !== 'awaiting-approval') throw new StoreError('run-not-waiting', { run: id })
  const key = { workspaceId: scope.workspaceId, runId: id }
  if (agreed) await moveWatermarks(tx, { ...key, flowId: row.flow_id }, ...marksOf(row.manifest))
  const why = logged(row.now, agreed ? 'plan-approved' : 'plan-rejected', { who: scope.actor }, 'info')
  await requeue(tx, key, row.now, [why], agreed ? {} : { phase: 'discarding' })
  await recordAudit(tx, scope, agreed ? 'run.approve' : 'run.reject', id, { flow: row.flow_id })
}

/** A failed run whose commit was begun is finished by this: nothing is computed again. False: there is no such commit. */
export async function resumeRun(tx: Transaction, scope: Acting, id: string): Promise<boolean> {
  const row = await lock(tx, scope, id)
  if (row?.status !== 'failed' || row.phase !== 'committing') return false
  const key = { workspaceId: scope.workspaceId, runId: id }
  await tx.run.updateMany({ where: { id, workspaceId: scope.workspaceId }, data: { losses: 0, cancelRequested: false, followed: false } })
  await requeue(tx, key, row.now, [logged(row.now, 'commit-resumed', { who: scope.actor }, 'info')])
  await recordAudit(tx, scope, 'run.resume', id, { flow: row.flow_id })
  return true
}

/** Runs that were started by events. */
const OF_EVENTS: readonly string[] = ['webhook', 'endpoint', 'file', 'flow']

/** A run, what started it or the first that it tries again, and the one that tries it again. */
interface Again {
  readonly from: string
  readonly to: string
  readonly origin: string
}

/**
 * The events of the run that have not taken effect go with the one that tries it again, also those that would come back by
 * themselves. Without any, others have them by now, and there is nothing to try again.
 */
async function takeEventsAlong(tx: Transaction, { workspaceId }: Acting, { from, to, origin }: Again): Promise<void> {
  await tx.$executeRaw`UPDATE trigger_event SET state = 'running', run_id = ${to}::uuid, not_before = NULL, finished_at = NULL
    WHERE run_id = ${from}::uuid AND workspace_id = ${workspaceId}::uuid AND state IN ('accepted', 'failed')`
  const left = await tx.triggerEvent.count({ where: { workspaceId, runId: { in: [from, to] } } })
  if (left === 0 && OF_EVENTS.includes(origin)) throw new StoreError('events-gone', { run: from })
}

/**
 * Starts a new run with the parameters of one that has ended, at a revision. Throws `run-not-ended`, `commit-unfinished` while the
 * run has a begun commit that could still be finished, and `events-gone`.
 */
export async function retryRun(
  tx: Transaction,
  scope: Acting,
  id: string,
  again: { readonly revision: number; readonly published: boolean; readonly parameters: Readonly<Record<string, string>> },
) {
  const row = await lock(tx, scope, id)
  if (row === undefined || !ENDED.includes(row.status)) throw new StoreError('run-not-ended', { run: id })
  if (row.status === 'failed' && row.phase === 'committing') throw new StoreError('commit-unfinished', { run: id })
  const run = await enqueueRun(tx, scope, { ...again, flowId: row.flow_id, trigger: 'retry' })
  const origin = row.origin ?? row.trigger
  await tx.run.updateMany({ where: { id: run.id, workspaceId: scope.workspaceId }, data: { parentId: id, origin } })
  await takeEventsAlong(tx, scope, { from: id, to: run.id, origin })
  await recordAudit(tx, scope, 'run.retry', run.id, { flow: row.flow_id, of: id, revision: again.revision })
  return run
}
