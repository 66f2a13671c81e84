import { policySchema, type FlowPolicy } from '@sluice/contract'
import { notFound } from '../database/error.ts'
import { toJson } from '../database/json.ts'
import { recordAudit } from './audit.ts'
import { inTransaction, type Scope } from './scope.ts'

/** How the runs of a flow are treated. */
export const flowPolicy = (scope: Scope) => {
  const { db, workspaceId } = scope
  return {
    readPolicy: async (id: string): Promise<FlowPolicy> => {
      const flow = await db.flow.findFirst({ where: { id, workspaceId, deletedAt: null }, select: { policy: true } })
      if (flow === null) throw notFound('flow')
      return policySchema.parse(flow.policy)
    },

    /** For runs that are started from now on. */
    writePolicy: (id: string, policy: FlowPolicy): Promise<FlowPolicy> =>
      inTransaction(db, async (tx) => {
        const { count } = await tx.flow.updateMany({ where: { id, workspaceId, deletedAt: null }, data: { policy: toJson(policy) } })
        if (count === 0) throw notFound('flow')
        await recordAudit(tx, scope, 'flow.policy', id, { ...policy })
        return policy
      }),
  }
}
