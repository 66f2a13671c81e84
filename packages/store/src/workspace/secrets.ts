import { type SecretDto } from '@sluice/contract'
import { enabledNodes, secretsOf, type Flow } from '@sluice/flow'
import { notFound } from '../database/error.ts'
import { type Keys } from '../keys/keys.ts'
import { type SealPlace } from '../keys/seal.ts'
import { recordAudit } from './audit.ts'
import { inTransaction, type Scope } from './scope.ts'
import { usesOf } from './uses.ts'

/** What the sealed value of a secret is bound to. */
export const secretPlace = (workspaceId: string, name: string, version: number): SealPlace => ({
  workspace: workspaceId,
  credential: name,
  field: 'value',
  version,
})

/** The secrets of a workspace. Write-only towards people; a run gets those its flow names. */
export const secretStore = (scope: Scope, keys: Pick<Keys, 'seal' | 'unseal'>) => {
  const { db, workspaceId } = scope
  const place = (name: string, version: number) => secretPlace(workspaceId, name, version)

  return {
    list: async (): Promise<SecretDto[]> => {
      const rows = await db.secret.findMany({ where: { workspaceId }, orderBy: { name: 'asc' } })
      const usedBy = rows.length === 0 ? new Map<string, SecretDto['usedBy']>() : await usesOf('secret', scope)
      return rows.map(({ name, updatedAt }) => ({ name, updatedAt: updatedAt.toISOString(), usedBy: usedBy.get(name) ?? [] }))
    },

    names: async (): Promise<readonly string[]> =>
      (await db.secret.findMany({ where: { workspaceId }, select: { name: true } })).map(({ name }) => name),

    write: (name: string, value: string): Promise<{ name: string; updatedAt: string }> =>
      inTransaction(db, async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`secret:${workspaceId}:${name}`}, 0))`
        const before = await tx.secret.findFirst({ where: { workspaceId, name } })
        const version = (before?.version ?? 0) + 1
        const data = { version, sealed: await keys.seal(tx, place(name, version), value), updatedAt: new Date() }
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

    /** The values of the secrets that the nodes which run name; those that don't exist are absent. */
    forFlow: async (flow: Flow): Promise<Record<string, string>> => {
      const names = secretsOf({ ...flow, nodes: [...enabledNodes(flow)] })
      if (names.length === 0) return {}
      const rows = await db.secret.findMany({ where: { workspaceId, name: { in: [...names] } } })
      return Object.fromEntries(rows.map(({ name, version, sealed }) => [name, keys.unseal(place(name, version), sealed)]))
    },
  }
}
