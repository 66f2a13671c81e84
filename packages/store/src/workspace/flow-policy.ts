import { policySchema, type FlowPolicy, type SavedPolicy } from '@sluice/contract'
import { StoreError, notFound } from '../database/error.ts'
import { toJson } from '../database/json.ts'
import { recordAudit } from './audit.ts'
import { inTransaction, type Scope } from './scope.ts'

/** How the runs of a flow are treated. */
export const flowPolicy = (scope: Scope) => {
  const { db, workspaceId, actor } = scope

  const readPolicy = async (id: string, tx: Pick<typeof db, 'flow'> = db): Promise<SavedPolicy> => {
    const select = { policy: true, policyVersion: true, policyBy: true }
    const flow = await tx.flow.findFirst({ where: { id, workspaceId, deletedAt: null }, select })
    if (flow === null) throw notFound('flow')
    return { version: flow.policyVersion, policy: policySchema.parse(flow.policy), savedBy: flow.policyBy }
  }

  return {
    readPolicy,

    /** For runs that are started from now on. Throws `stale-policy` when somebody else saved since `version`. */
    writePolicy: (id: string, version: number, policy: FlowPolicy): Promise<SavedPolicy> =>
      inTransaction(db, async (tx) => {
        const next = { policy: toJson(policy), policyVersion: version + 1, policyBy: actor }
        const { count } = await tx.flow.updateMany({ where: { id, workspaceId, deletedAt: null, policyVersion: version }, data: next })
        if (count === 0) throw new StoreError('stale-policy', { who: (await readPolicy(id, tx)).savedBy ?? '' })
        await recordAudit(tx, scope, 'flow.policy', id, { ...policy })
        return { version: version + 1, policy, savedBy: actor }
      }),
  }
}
