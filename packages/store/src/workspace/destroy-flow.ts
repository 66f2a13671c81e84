import { type DestroyedFlow } from '@sluice/contract'
import { type ArtifactFiles } from '../artifact-files.ts'
import { type Transaction } from '../database/connect.ts'
import { notFound, StoreError } from '../database/error.ts'
import { recordAudit } from './audit.ts'
import { inTransaction, type Scope } from './scope.ts'

/** Runs deleted in one transaction: each may have a hundred thousand rejected rows. */
const AT_ONCE = 100

interface RunRow {
  readonly id: string
  readonly outputs: bigint
  readonly bytes: bigint
  readonly rejected: bigint
}

/**
 * Deletes a flow for good: its versions, schedules, triggers, watermarks and alert rules, and all its runs with their events,
 * rejected rows and files. What runs wrote elsewhere stays there, and so does what the audit log says. Goes by some runs at a
 * time; broken off, the flow is still in the trash with fewer runs and can be deleted again.
 */
export async function destroyFlow(scope: Scope, id: string, files: ArtifactFiles): Promise<DestroyedFlow> {
  const { db } = scope
  await inTransaction(db, async (tx) => {
    const name = await lockFlow(tx, scope, id)
    await refuseWhileRunning(tx, id)
    // Told first: deleted runs must not be missing without a word, however this ends.
    await recordAudit(tx, scope, 'flow.destroy', id, { name, runs: await tx.run.count({ where: { flowId: id } }) })
  })
  let gone: DestroyedFlow = { runs: 0, outputs: 0, outputBytes: 0, rejectedRows: 0 }
  for (;;) {
    const rows = await inTransaction(db, (tx) => deleteSomeRuns(tx, scope, id))
    if (rows.length === 0) break
    for (const row of rows) await files.removeRun(row.id)
    const total = (of: 'outputs' | 'bytes' | 'rejected'): number => rows.reduce((sum, row) => sum + Number(row[of]), 0)
    gone = {
      runs: gone.runs + rows.length,
      outputs: gone.outputs + total('outputs'),
      outputBytes: gone.outputBytes + total('bytes'),
      rejectedRows: gone.rejectedRows + total('rejected'),
    }
  }
  await inTransaction(db, async (tx) => {
    await lockFlow(tx, scope, id)
    const ofFlow = { where: { flowId: id, workspaceId: scope.workspaceId } }
    await tx.watermarkChange.deleteMany(ofFlow)
    await tx.alertRule.deleteMany(ofFlow)
    await tx.flow.deleteMany({ where: { id, workspaceId: scope.workspaceId } })
  })
  return gone
}

/** Holds the flow in the trash: nobody restores it meanwhile, and what isn't there can't be deleted. Gives its name. */
async function lockFlow(tx: Transaction, { workspaceId }: Scope, id: string): Promise<string> {
  const [flow] = await tx.$queryRaw<{ name: string }[]>`SELECT name FROM flow
    WHERE id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid AND deleted_at IS NOT NULL FOR UPDATE`
  if (flow === undefined) throw notFound('flow')
  return flow.name
}

/** A run under way writes on; one that failed in the middle of its commit may have written half, which only it can finish or take back. */
async function refuseWhileRunning(tx: Transaction, id: string): Promise<void> {
  const rows = await tx.$queryRaw<{ status: string; phase: string }[]>`SELECT status, phase FROM run
    WHERE flow_id = ${id}::uuid AND (status IN ('queued', 'running', 'awaiting-approval') OR (status = 'failed' AND phase = 'committing'))
    FOR UPDATE`
  const active = rows.filter(({ status }) => status !== 'failed').length
  if (active > 0) throw new StoreError('flow-still-runs', { count: active })
  if (rows.length > 0) throw new StoreError('flow-commit-unfinished', { count: rows.length })
}

async function deleteSomeRuns(tx: Transaction, scope: Scope, flowId: string): Promise<readonly RunRow[]> {
  await lockFlow(tx, scope, flowId)
  await refuseWhileRunning(tx, flowId)
  const rows = await tx.$queryRaw<RunRow[]>`SELECT r.id,
      (SELECT count(*) FROM artifact a WHERE a.run_id = r.id AND a.removed_at IS NULL) AS outputs,
      (SELECT coalesce(sum(a.bytes), 0)::bigint FROM artifact a WHERE a.run_id = r.id AND a.removed_at IS NULL AND a.target IS NULL) AS bytes,
      (SELECT count(*) FROM rejected_row x WHERE x.run_id = r.id) AS rejected
      FROM run r WHERE r.flow_id = ${flowId}::uuid LIMIT ${AT_ONCE}::int`
  await tx.run.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } })
  return rows
}
