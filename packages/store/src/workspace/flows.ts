import { type FlowHealth, type FlowSummary, type SavedFlow } from '@sluice/contract'
import { type Flow } from '@sluice/flow'
import { StoreError, notFound } from '../database/error.ts'
import { type Transaction } from '../database/connect.ts'
import { recordAudit } from './audit.ts'
import { readHealth, type HealthWindow } from './flow-health.ts'
import { listSummaries } from './flow-summaries.ts'
import { dropOldVersions, readVersion, writeVersion } from './flow-versions.ts'
import { freeName } from './free-name.ts'
import { recordEditing } from './editing.ts'
import { flowPolicy } from './flow-policy.ts'
import { publishedOf, publishing } from './publishing.ts'
import { inTransaction, type Scope } from './scope.ts'
import { trash } from './trash.ts'

export { readDocument } from './flow-versions.ts'

/** A save was based on an older revision; `current` is what the store has. */
export class StaleRevision extends StoreError {
  readonly current: SavedFlow
  constructor(current: SavedFlow) {
    super('stale-revision', { revision: current.revision, who: current.updatedBy })
    this.current = current
  }
}

/** The flows of a workspace. What is acknowledged is committed. */
export const flowStore = (scope: Scope) => {
  const { db, workspaceId, actor } = scope

  const read = async (id: string, tx: Transaction = db): Promise<SavedFlow> => {
    const row = await tx.flow.findFirst({ where: { id, workspaceId, deletedAt: null } })
    if (row === null) throw notFound('flow')
    return {
      id,
      revision: row.revision,
      updatedAt: row.updatedAt.toISOString(),
      updatedBy: row.updatedBy,
      flow: await readVersion(tx, scope, id, row.revision),
      ...publishedOf(row),
    }
  }

  const create = (flow: Flow, options: { example?: string; action?: string } = {}): Promise<SavedFlow> =>
    inTransaction(db, async (tx) => {
      const data = {
        workspaceId,
        name: flow.name,
        revision: 1,
        nodeCount: flow.nodes.length,
        example: options.example ?? null,
        updatedBy: actor,
      }
      const row = await tx.flow.create({ data })
      await writeVersion(tx, scope, row.id, 1, flow)
      await recordAudit(tx, scope, options.action ?? 'flow.create', row.id, { name: flow.name })
      return { id: row.id, revision: 1, updatedAt: row.updatedAt.toISOString(), updatedBy: actor, flow, ...publishedOf(row) }
    })

  return {
    read,
    create,
    ...publishing(scope, read),
    ...flowPolicy(scope),
    ...trash(scope, read),

    /** The document at a revision; without one, as it stands. */
    readAt: async (id: string, revision?: number): Promise<{ revision: number; flow: Flow }> => {
      if (revision === undefined) return read(id)
      const [row, version] = await Promise.all([
        db.flow.findFirst({ where: { id, workspaceId, deletedAt: null }, select: { id: true } }),
        readVersion(db, scope, id, revision).then((flow) => ({ flow }), (error: unknown) => ({ error })), // prettier-ignore
      ])
      if (row === null) throw notFound('flow')
      if ('error' in version) throw version.error
      return { revision, flow: version.flow }
    },

    list: (): Promise<FlowSummary[]> => listSummaries(scope),

    health: async (id: string, window: HealthWindow): Promise<FlowHealth> => readHealth(scope, await read(id), window),

    /** Saves over `revision`. Throws StaleRevision with the other side; the same document sent twice is one save. */
    save: (id: string, revision: number, flow: Flow): Promise<SavedFlow> =>
      inTransaction(db, async (tx) => {
        const updatedAt = new Date()
        const { count } = await tx.flow.updateMany({
          where: { id, workspaceId, revision, deletedAt: null },
          data: { revision: revision + 1, name: flow.name, nodeCount: flow.nodes.length, updatedAt, updatedBy: actor },
        })
        if (count === 0) {
          const current = await read(id, tx)
          if (current.revision === revision + 1 && JSON.stringify(current.flow) === JSON.stringify(flow)) return current
          throw new StaleRevision(current)
        }
        await recordEditing(tx, scope, id, { from: revision, name: flow.name })
        await writeVersion(tx, scope, id, revision + 1, flow)
        await dropOldVersions(tx, scope, id, revision + 1)
        const row = await tx.flow.findFirstOrThrow({ where: { id, workspaceId } })
        return { id, revision: revision + 1, updatedAt: updatedAt.toISOString(), updatedBy: actor, flow, ...publishedOf(row) }
      }),

    duplicate: async (id: string): Promise<SavedFlow> => {
      const { flow } = await read(id)
      const taken = new Set(
        (await db.flow.findMany({ where: { workspaceId, deletedAt: null }, select: { name: true } })).map(({ name }) => name),
      )
      return create({ ...flow, name: freeName(flow.name, taken) })
    },
  }
}
