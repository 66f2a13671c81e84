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
  readonly manifest: unknown
  readonly now: Date
}

type Acting = Omit<Scope, 'db'>

const ENDED: readonly string[] = ['succeeded', 'succeeded-with-rejects', 'failed', 'cancelled']

async function lock(tx: Transaction, { workspaceId }: Acting, id: string): Promise<Row | undefined> {
  const rows = await tx.$queryRaw<Row[]>`SELECT status, phase, flow_id, flow_revision, manifest, now() AS now FROM run
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
  await tx.run.updateMany({ where: { id, workspaceId: scope.workspaceId }, data: { losses: 0, cancelRequested: false } })
  await requeue(tx, key, row.now, [logged(row.now, 'commit-resumed', { who: scope.actor }, 'info')])
  await recordAudit(tx, scope, 'run.resume', id, { flow: row.flow_id })
  return true
}

/** Starts a new run with the parameters of one that has ended, at a revision. Throws `run-not-ended`. */
export async function retryRun(
  tx: Transaction,
  scope: Acting,
  id: string,
  again: { readonly revision: number; readonly published: boolean; readonly parameters: Readonly<Record<string, string>> },
) {
  const row = await lock(tx, scope, id)
  if (row === undefined || !ENDED.includes(row.status)) throw new StoreError('run-not-ended', { run: id })
  const run = await enqueueRun(tx, scope, { ...again, flowId: row.flow_id, trigger: 'retry' })
  await tx.run.updateMany({ where: { id: run.id, workspaceId: scope.workspaceId }, data: { parentId: id } })
  await recordAudit(tx, scope, 'run.retry', run.id, { flow: row.flow_id, of: id, revision: again.revision })
  return run
}
