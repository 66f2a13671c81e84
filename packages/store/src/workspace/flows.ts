import { type FlowSummary, type SavedFlow } from '@sluice/contract'
import { loadFlow, type Flow } from '@sluice/flow'
import { StoreError, notFound } from '../database/error.ts'
import { toJson } from '../database/json.ts'
import { type Transaction } from '../database/connect.ts'
import { recordAudit } from './audit.ts'
import { listSummaries } from './flow-summaries.ts'
import { inTransaction, type Scope } from './scope.ts'

/** A save was based on an older revision; `current` is what the store has. */
export class StaleRevision extends StoreError {
  readonly current: SavedFlow
  constructor(current: SavedFlow) {
    super('stale-revision', { revision: current.revision, who: current.updatedBy })
    this.current = current
  }
}

/** Versions of a flow that are kept besides those that runs refer to. */
const KEPT_VERSIONS = 200

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
      return { id: row.id, revision: 1, updatedAt: row.updatedAt.toISOString(), updatedBy: actor, flow }
    })

  return {
    read,
    create,

    /** The document at a revision; without one, as it stands. */
    readAt: async (id: string, revision?: number): Promise<{ revision: number; flow: Flow }> => {
      const current = await read(id)
      if (revision === undefined || revision === current.revision) return current
      return { revision, flow: await readVersion(db, scope, id, revision) }
    },

    list: (): Promise<FlowSummary[]> => listSummaries(scope),

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
        await writeVersion(tx, scope, id, revision + 1, flow)
        await tx.$executeRaw`DELETE FROM flow_version v WHERE v.workspace_id = ${workspaceId}::uuid AND v.flow_id = ${id}::uuid
          AND v.revision <= ${revision + 1 - KEPT_VERSIONS} AND NOT EXISTS (SELECT 1 FROM run r WHERE r.flow_id = v.flow_id AND r.flow_revision = v.revision)`
        return { id, revision: revision + 1, updatedAt: updatedAt.toISOString(), updatedBy: actor, flow }
      }),

    duplicate: async (id: string): Promise<SavedFlow> => {
      const { flow } = await read(id)
      const taken = new Set(
        (await db.flow.findMany({ where: { workspaceId, deletedAt: null }, select: { name: true } })).map(({ name }) => name),
      )
      return create({ ...flow, name: freeName(flow.name, taken) })
    },

    /** Moves to the trash. */
    remove: (id: string): Promise<void> =>
      inTransaction(db, async (tx) => {
        const { count } = await tx.flow.updateMany({ where: { id, workspaceId, deletedAt: null }, data: { deletedAt: new Date() } })
        if (count === 0) throw notFound('flow')
        await recordAudit(tx, scope, 'flow.delete', id)
      }),
  }
}

/** The document of a flow at a revision. */
export async function readVersion(tx: Transaction, { workspaceId }: Omit<Scope, 'db'>, flowId: string, revision: number): Promise<Flow> {
  const version = await tx.flowVersion.findFirst({ where: { flowId, revision, workspaceId } })
  if (version === null) throw notFound('flow-version')
  return readDocument(version.document)
}

/** A stored document, migrated when an older version of the program saved it. */
export function readDocument(document: unknown): Flow {
  const { flow, problems } = loadFlow(document)
  if (flow === undefined) throw new StoreError('flow-unreadable', { reason: problems[0]?.code ?? '' })
  return flow
}

const writeVersion = (tx: Transaction, { workspaceId, actor }: Scope, flowId: string, revision: number, flow: Flow) =>
  tx.flowVersion.create({ data: { flowId, revision, workspaceId, document: toJson(flow), savedBy: actor } })

/** `Orders` → `Orders (2)`; the length limit of names is kept. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  const stem = name.replace(/ \(\d+\)$/, '').slice(0, 190)
  let n = 2
  while (taken.has(`${stem} (${n})`)) n++
  return `${stem} (${n})`
}
