import { type InboxRow, type RejectedState, type RunSummary } from '@sluice/contract'
import { Prisma, type RejectedRow } from '@sluice/prisma'
import { z } from 'zod'
import { type Transaction } from '../database/connect.ts'
import { StoreError, notFound } from '../database/error.ts'
import { toJson } from '../database/json.ts'
import { recordAudit } from './audit.ts'
import { retryRun } from './decide-run.ts'
import { enqueueRun } from './enqueue-run.ts'
import { needRoom } from './outputs-room.ts'
import { readCauses, rowsOf } from './rejected-causes.ts'
import { inState, stateOf } from './rejected-where.ts'
import { type ReplayRequest, type WantedReplay } from './replay-request.ts'
import { toRejected } from './run-rows.ts'
import { inTransaction, type Scope } from './scope.ts'

const cellsSchema = z.record(z.string(), z.string().nullable())
const withRun = {
  run: { select: { flowId: true, flowRevision: true, parameters: true, flow: { select: { name: true, revision: true } } } },
  replay: { select: { status: true, phase: true } },
} as const
type Found = RejectedRow & { run: { flowId: string; flow: { name: string } }; replay: { status: string; phase: string } | null }

const toInbox = (row: Found): InboxRow => ({
  ...toRejected(row),
  runId: row.runId,
  flowId: row.run.flowId,
  flowName: row.run.flow.name,
  state: stateOf(row),
  fixed: row.fixed === null ? null : cellsSchema.parse(row.fixed),
  assignee: row.assignee,
  reason: row.reason,
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
  resolvedBy: row.resolvedBy,
  replayId: row.replayId,
  createdAt: row.createdAt.toISOString(),
})

/** The inbox of rejected rows across the flows of a workspace. */
export const rejectedStore = (scope: Scope) => {
  const { db, workspaceId, actor } = scope
  const openIds = (ids: readonly number[]) => ({ workspaceId, id: { in: ids.map(BigInt) }, ...inState('open') })

  const change = (
    ids: readonly number[],
    action: string,
    state: RejectedState,
    data: Prisma.RejectedRowUncheckedUpdateManyInput,
  ): Promise<{ changed: number }> =>
    inTransaction(db, async (tx) => {
      const { count } = await tx.rejectedRow.updateMany({ where: { workspaceId, id: { in: ids.map(BigInt) }, ...inState(state) }, data })
      if (count > 0) await recordAudit(tx, scope, action, 'rejected-rows', { rows: count, first: ids[0] ?? 0 })
      return { changed: count }
    })

  return {
    causes: (filter: { state: RejectedState; flow?: string }) => readCauses(scope, filter),

    list: async ({
      limit,
      offset,
      ...filter
    }: Parameters<typeof rowsOf>[1] & { limit: number; offset: number }): Promise<{ rows: InboxRow[]; total: number }> => {
      const where = rowsOf(workspaceId, filter)
      const [rows, total] = await Promise.all([
        db.rejectedRow.findMany({ where, include: withRun, orderBy: { id: 'desc' }, take: limit, skip: offset }),
        db.rejectedRow.count({ where }),
      ])
      return { rows: rows.map(toInbox), total }
    },

    /** Mends an open row; the row as it arrived stays beside it. Columns can't be added. */
    fix: (id: number, cells: Readonly<Record<string, string | null>> | null): Promise<InboxRow> =>
      inTransaction(db, async (tx) => {
        const row = await tx.rejectedRow.findFirst({ where: { workspaceId, id: BigInt(id) }, include: withRun })
        if (row === null) throw notFound('rejected-row')
        if (stateOf(row) !== 'open') throw new StoreError('rejected-row-closed', { state: stateOf(row) })
        const known = Object.keys(cellsSchema.parse(row.row))
        const unknown = Object.keys(cells ?? {}).find((name) => !known.includes(name))
        if (unknown !== undefined) throw new StoreError('rejected-column-unknown', { column: unknown })
        const fixed = cells === null ? Prisma.DbNull : toJson(cells)
        const changed = await tx.rejectedRow.update({ where: { id: row.id, workspaceId }, data: { fixed }, include: withRun })
        await recordAudit(tx, scope, 'rejected.fix', String(id), { columns: Object.keys(cells ?? {}).length })
        return toInbox(changed)
      }),

    assign: (ids: readonly number[], assignee: string | null) => change(ids, 'rejected.assign', 'open', { assignee }),
    drop: (ids: readonly number[], reason: string) =>
      change(ids, 'rejected.drop', 'open', { status: 'dropped', reason, resolvedAt: new Date(), resolvedBy: actor }),
    reopen: (ids: readonly number[]) =>
      change(ids, 'rejected.reopen', 'dropped', { status: 'open', reason: null, resolvedAt: null, resolvedBy: null }),

    /** What the rows need to be taken in again. Throws when one is not open, or when they are not of one node of one flow. */
    forReplay: async (ids: readonly number[]): Promise<ReplayRequest> => {
      const rows = await db.rejectedRow.findMany({ where: openIds(ids), include: withRun, orderBy: { id: 'asc' } })
      const [first] = rows
      if (first === undefined || rows.length < new Set(ids).size) throw new StoreError('rejected-rows-closed')
      if (rows.some((row) => row.node !== first.node || row.run.flowId !== first.run.flowId)) throw new StoreError('rejected-rows-differ')
      return {
        ids,
        flowId: first.run.flowId,
        node: first.node,
        flowRevision: first.run.flowRevision,
        newestRevision: first.run.flow.revision,
        parameters: cellsOf(first.run.parameters),
        rows: rows.map((row) => ({ ...cellsSchema.parse(row.row), ...(row.fixed === null ? {} : cellsSchema.parse(row.fixed)) })),
      }
    },

    /** The rows that a run took in again and that are still with it; undefined when the run is no replay. */
    ofReplay: async (runId: string): Promise<readonly number[] | undefined> => {
      const run = await db.run.findFirst({ where: { id: runId, workspaceId }, select: { document: true } })
      if (run === null || run.document === null) return undefined
      const rows = await db.rejectedRow.findMany({ where: { workspaceId, replayId: runId, ...inState('open') }, select: { id: true } })
      return rows.map(({ id }) => Number(id))
    },

    /** Puts the replay into the queue and marks its rows, in one transaction: no row goes in twice. */
    replay: (ids: readonly number[], wanted: WantedReplay): Promise<RunSummary> =>
      inTransaction(db, async (tx) => {
        await needRoom(tx, workspaceId)
        const { document, again, ...run } = wanted
        const started = again === undefined ? await enqueueRun(tx, scope, { ...run, trigger: 'replay' }) : await retryRun(tx, scope, again, { ...run, published: false }) // prettier-ignore
        const parentId = again ?? (await parentOf(tx, ids))
        const own = { document: toJson(document), documentVersion: document.sluice, parentId }
        await tx.run.update({ where: { id: started.id, workspaceId }, data: own })
        const data = { status: 'resubmitted', replayId: started.id, resolvedAt: new Date(), resolvedBy: actor }
        const { count } = await tx.rejectedRow.updateMany({ where: openIds(ids), data })
        if (count < new Set(ids).size) throw new StoreError('rejected-rows-closed')
        await recordAudit(tx, scope, 'rejected.replay', started.id, { rows: count, flow: wanted.flowId, revision: wanted.revision })
        return started
      }),
  }

  async function parentOf(tx: Transaction, ids: readonly number[]): Promise<string | null> {
    const newest = await tx.rejectedRow.findFirst({ where: openIds(ids), orderBy: { id: 'desc' }, select: { runId: true } })
    return newest?.runId ?? null
  }
}

const cellsOf = (value: unknown): Readonly<Record<string, string>> => z.record(z.string(), z.string()).parse(value)
