import { type WatermarkDto } from '@sluice/contract'
import { type Json } from '@sluice/flow'
import { type Transaction } from '../database/connect.ts'
import { StoreError, notFound } from '../database/error.ts'
import { jsonSchema, toJson } from '../database/json.ts'
import { recordAudit } from './audit.ts'
import { inTransaction, type Scope } from './scope.ts'

/** How far sources have been read, by node. */
export type Watermarks = Readonly<Record<string, Json>>

/** Changes that are shown of each source. */
const SHOWN_CHANGES = 50

/** Where the sources of a flow go on. */
export async function readWatermarks(
  tx: Transaction,
  { workspaceId, flowId }: { workspaceId: string; flowId: string },
): Promise<Watermarks> {
  const rows = await tx.watermark.findMany({ where: { workspaceId, flowId } })
  return Object.fromEntries(rows.map(({ node, value }) => [node, jsonSchema.parse(value)]))
}

/**
 * Moves the watermarks of a flow to where a run has read, in the transaction that ends the run. `from` is where the run began:
 * when one was moved meanwhile, by another run or a person, the run has read from the wrong place and must not commit
 * (`watermark-moved`, with the node).
 */
export async function moveWatermarks(
  tx: Transaction,
  run: { readonly workspaceId: string; readonly flowId: string; readonly runId: string },
  from: Watermarks,
  to: Watermarks,
): Promise<void> {
  const { workspaceId, flowId, runId } = run
  for (const [node, value] of Object.entries(to)) {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`watermark:${flowId}:${node}`}, 0))`
    const before = await tx.watermark.findFirst({ where: { workspaceId, flowId, node } })
    const now = before === null ? undefined : jsonSchema.parse(before.value)
    if (same(now, value)) continue
    if (!same(now, from[node])) throw new StoreError('watermark-moved', { node })
    await write(tx, { workspaceId, flowId, node }, value, { runId, changedBy: 'run' })
  }
}

/** The sources that are read further than before. */
export const movedNodes = (from: Watermarks, to: Watermarks): readonly string[] =>
  Object.entries(to).flatMap(([node, value]) => (same(from[node], value) ? [] : [node]))

/**
 * Sets the sources back to where a run began, whose commit is given up. One that was set elsewhere since stays there. Gives the
 * nodes that were set back.
 */
export async function giveBackWatermarks(
  tx: Transaction,
  run: { readonly workspaceId: string; readonly flowId: string; readonly runId: string; readonly changedBy: string },
  from: Watermarks,
  to: Watermarks,
): Promise<readonly string[]> {
  const { workspaceId, flowId, runId, changedBy } = run
  const back: string[] = []
  for (const node of movedNodes(from, to)) {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`watermark:${flowId}:${node}`}, 0))`
    const now = await tx.watermark.findFirst({ where: { workspaceId, flowId, node } })
    if (now === null || !same(jsonSchema.parse(now.value), to[node])) continue
    await write(tx, { workspaceId, flowId, node }, from[node], { runId, changedBy })
    back.push(node)
  }
  return back
}

const same = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)

async function write(
  tx: Transaction,
  key: { readonly workspaceId: string; readonly flowId: string; readonly node: string },
  value: Json | undefined,
  cause: { readonly runId: string | null; readonly changedBy: string },
): Promise<void> {
  const { flowId, node } = key
  if (value === undefined) await tx.watermark.deleteMany({ where: key })
  else {
    const data = { value: toJson(value), runId: cause.runId, updatedAt: new Date() }
    await tx.watermark.upsert({ where: { flowId_node: { flowId, node } }, create: { ...key, ...data }, update: data })
  }
  await tx.watermarkChange.create({ data: { ...key, ...(value === undefined ? {} : { value: toJson(value) }), ...cause } })
}

/** How far the sources of flows have been read; a person may go back to an earlier place. */
export const watermarkStore = (scope: Scope) => {
  const { db, workspaceId, actor } = scope
  const needFlow = async (tx: Transaction, flowId: string): Promise<void> => {
    if ((await tx.flow.count({ where: { id: flowId, workspaceId, deletedAt: null } })) === 0) throw notFound('flow')
  }
  return {
    list: async (flowId: string): Promise<WatermarkDto[]> => {
      await needFlow(db, flowId)
      const [now, changes] = await Promise.all([
        db.watermark.findMany({ where: { workspaceId, flowId } }),
        db.watermarkChange.findMany({ where: { workspaceId, flowId }, orderBy: { id: 'desc' }, take: 1_000 }),
      ])
      const nodes = [...new Set([...now.map(({ node }) => node), ...changes.map(({ node }) => node)])].sort()
      return nodes.map((node) => {
        const found = now.find((row) => row.node === node)
        return {
          node,
          value: found === undefined ? null : jsonSchema.parse(found.value),
          updatedAt: found?.updatedAt.toISOString() ?? null,
          changes: changes
            .filter((change) => change.node === node)
            .slice(0, SHOWN_CHANGES)
            .map((change) => ({
              id: Number(change.id),
              value: change.value === null ? null : jsonSchema.parse(change.value),
              at: change.at.toISOString(),
              runId: change.runId,
              changedBy: change.changedBy,
            })),
        }
      })
    },

    /** Goes back to a place where the source was before, or (null) to the beginning: the next run reads again from there. */
    goBack: (flowId: string, node: string, changeId: number | null): Promise<void> =>
      inTransaction(db, async (tx) => {
        await needFlow(tx, flowId)
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`watermark:${flowId}:${node}`}, 0))`
        const change =
          changeId === null ? null : await tx.watermarkChange.findFirst({ where: { id: BigInt(changeId), workspaceId, flowId, node } })
        if (changeId !== null && change === null) throw notFound('watermark-change')
        const value = change === null || change.value === null ? undefined : jsonSchema.parse(change.value)
        await write(tx, { workspaceId, flowId, node }, value, { runId: null, changedBy: actor })
        await recordAudit(tx, scope, value === undefined ? 'watermark.reset' : 'watermark.go-back', flowId, { node })
      }),
  }
}
