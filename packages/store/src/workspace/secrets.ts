import { type SecretDto } from '@sluice/contract'
import { secretsOf, type Flow } from '@sluice/flow'
import { StoreError, notFound } from '../database/error.ts'
import { seal, unseal, type MasterKey } from '../keys/seal.ts'
import { recordAudit } from './audit.ts'
import { readDocument } from './flows.ts'
import { inTransaction, type Scope } from './scope.ts'

/** The secrets of a workspace. Write-only towards people; a run gets those its flow names. */
export const secretStore = (scope: Scope, key: MasterKey | undefined) => {
  const { db, workspaceId } = scope
  const place = (name: string, version: number) => ({ workspace: workspaceId, credential: name, field: 'value', version })
  const needKey = (): MasterKey => {
    if (key === undefined) throw new StoreError('master-key-missing', { file: '' })
    return key
  }

  /** Which flows name which secret. */
  const uses = async (): Promise<Map<string, { flowId: string; flowName: string }[]>> => {
    const flows = await db.flow.findMany({ where: { workspaceId, deletedAt: null }, select: { id: true, name: true, revision: true } })
    const versions = await db.flowVersion.findMany({
      where: { workspaceId, OR: flows.map(({ id, revision }) => ({ flowId: id, revision })) },
    })
    const names = new Map(flows.map(({ id, name }) => [id, name]))
    const found = new Map<string, { flowId: string; flowName: string }[]>()
    for (const { flowId, document } of versions) {
      for (const secret of secretsOf(readDocument(document))) {
        found.set(secret, [...(found.get(secret) ?? []), { flowId, flowName: names.get(flowId) ?? '' }])
      }
    }
    return found
  }

  return {
    list: async (): Promise<SecretDto[]> => {
      const rows = await db.secret.findMany({ where: { workspaceId }, orderBy: { name: 'asc' } })
      const usedBy = rows.length === 0 ? new Map<string, SecretDto['usedBy']>() : await uses()
      return rows.map(({ name, updatedAt }) => ({ name, updatedAt: updatedAt.toISOString(), usedBy: usedBy.get(name) ?? [] }))
    },

    write: (name: string, value: string): Promise<{ name: string; updatedAt: string }> =>
      inTransaction(db, async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`secret:${workspaceId}:${name}`}, 0))`
        const before = await tx.secret.findFirst({ where: { workspaceId, name } })
        const version = (before?.version ?? 0) + 1
        const data = { version, sealed: seal(needKey(), place(name, version), value), updatedAt: new Date() }
        await tx.secret.upsert({ where: { workspaceId_name: { workspaceId, name } }, create: { workspaceId, name, ...data }, update: data })
        await recordAudit(tx, scope, before === null ? 'secret.create' : 'secret.replace', name)
        return { name, updatedAt: data.updatedAt.toISOString() }
      }),

    remove: (name: string): Promise<void> =>
      inTransaction(db, async (tx) => {
        const { count } = await tx.secret.deleteMany({ where: { workspaceId, name } })
        if (count === 0) throw notFound('secret')
        await recordAudit(tx, scope, 'secret.delete', name)
      }),

    /** The values of the secrets that the flow names; those that don't exist are absent. */
    forFlow: async (flow: Flow): Promise<Record<string, string>> => {
      const names = secretsOf(flow)
      if (names.length === 0) return {}
      const rows = await db.secret.findMany({ where: { workspaceId, name: { in: [...names] } } })
      return Object.fromEntries(rows.map(({ name, version, sealed }) => [name, unseal(needKey(), place(name, version), sealed)]))
    },
  }
}
