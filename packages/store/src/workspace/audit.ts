import { type AuditFilter, type AuditState } from '@sluice/contract'
import { createHash } from 'node:crypto'
import { type Transaction } from '../database/connect.ts'
import { toJson } from '../database/json.ts'
import { namesTold } from './audit-names.ts'
import { inTransaction, type Scope } from './scope.ts'

/** Facts about an action: never a secret's value. */
export type AuditDetail = Readonly<Record<string, string | number | boolean>>

export interface AuditEntry {
  readonly id: number
  readonly at: string
  readonly who: string
  readonly action: string
  readonly object: string
  readonly detail: AuditDetail
}

interface Chained extends Omit<AuditEntry, 'id' | 'detail'> {
  readonly detail: unknown
  readonly workspaceId: string
  readonly previous: string
}

const hashOf = (entry: Chained): string =>
  createHash('sha256')
    .update(JSON.stringify([entry.previous, entry.workspaceId, entry.at, entry.who, entry.action, entry.object, entry.detail]))
    .digest('hex')

/** Adds an entry to the chain of the workspace, in the transaction of the action itself. */
export async function recordAudit(tx: Transaction, scope: Omit<Scope, 'db'>, action: string, object: string, detail: AuditDetail = {}) {
  const { workspaceId } = scope
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`audit:${workspaceId}`}, 0))`
  const last = await tx.auditEntry.findFirst({ where: { workspaceId }, orderBy: { id: 'desc' }, select: { hash: true } })
  const entry: Chained = { workspaceId, at: new Date().toISOString(), who: scope.actor, action, object, detail, previous: last?.hash ?? '' }
  await tx.auditEntry.create({ data: { ...entry, detail: toJson(detail), hash: hashOf(entry) } })
}

/** The hash counts what was recorded, as it stands in the row: it is JSON of ours, so that it reads back as it was written. */
type Row = Awaited<ReturnType<Transaction['auditEntry']['findFirstOrThrow']>>

const detailOf = (value: unknown): AuditDetail => {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return Object.fromEntries(
    entries.filter((e): e is [string, string | number | boolean] => ['string', 'number', 'boolean'].includes(typeof e[1])),
  )
}

const toEntry = ({ id, at, who, action, object, detail }: Row): AuditEntry => ({
  id: Number(id),
  at: at.toISOString(),
  who,
  action,
  object,
  detail: detailOf(detail),
})

/** An entry with what its hash is made of: `sha256(JSON.stringify([previous, workspace, at, who, action, object, detail]))`. */
export interface ChainedEntry extends Omit<AuditEntry, 'detail'> {
  readonly detail: unknown
  readonly previous: string
  readonly hash: string
}

/** Rows read at once, so that a log of any length fits. */
const AT_ONCE = 2_000

/** Who did what in this workspace. */
export const auditStore = ({ db, workspaceId, actor }: Scope) => {
  const whereOf = ({ who, action, object, from, until }: AuditFilter) => ({
    workspaceId,
    ...(who === undefined ? {} : { who }),
    ...(action === undefined ? {} : { action: action.endsWith('.') ? { startsWith: action } : action }),
    ...(object === undefined ? {} : { object }),
    at: { ...(from === undefined ? {} : { gte: new Date(from) }), ...(until === undefined ? {} : { lt: new Date(until) }) },
  })

  /** All that the filter lets through, oldest first. */
  async function* rows(filter: AuditFilter = {}): AsyncGenerator<Row> {
    for (let after = 0n; ;) {
      const where = { ...whereOf(filter), id: { gt: after } }
      const some = await db.auditEntry.findMany({ where, orderBy: { id: 'asc' }, take: AT_ONCE })
      yield* some
      const last = some.at(-1)
      if (last === undefined || some.length < AT_ONCE) return
      after = last.id
    }
  }

  /** Id of the first entry whose hash does not follow from the one before; null when the chain is whole. */
  const firstBroken = async (): Promise<number | null> => {
    let previous = ''
    for await (const row of rows()) {
      const { id, at, who, action, object, detail, hash } = row
      const expected = hashOf({ workspaceId, at: at.toISOString(), who, action, object, detail, previous })
      if (row.previous !== previous || hash !== expected) return Number(id)
      previous = hash
    }
    return null
  }

  return {
    firstBroken,

    /** Adds an entry for what was done outside the database. */
    record: (action: string, object: string, detail: AuditDetail = {}): Promise<void> =>
      inTransaction(db, (tx) => recordAudit(tx, { workspaceId, actor }, action, object, detail)),

    /** Newest first, with the names of what they tell of by id. */
    list: async ({
      limit,
      offset,
      ...filter
    }: AuditFilter & { limit: number; offset: number }): Promise<{
      entries: AuditEntry[]
      total: number
      names: Record<string, string>
    }> => {
      const where = whereOf(filter)
      const [found, total] = await Promise.all([
        db.auditEntry.findMany({ where, orderBy: { id: 'desc' }, take: limit, skip: offset }),
        db.auditEntry.count({ where }),
      ])
      return { entries: found.map(toEntry), total, names: await namesTold(db, workspaceId, found) }
    },

    /** Whether the chain is whole, and what occurs in it. */
    state: async (): Promise<AuditState> => {
      const [entries, last, people, actions, broken] = await Promise.all([
        db.auditEntry.count({ where: { workspaceId } }),
        db.auditEntry.findFirst({ where: { workspaceId }, orderBy: { id: 'desc' }, select: { hash: true } }),
        db.auditEntry.groupBy({ by: 'who', where: { workspaceId }, orderBy: { who: 'asc' } }),
        db.auditEntry.groupBy({ by: 'action', where: { workspaceId }, orderBy: { action: 'asc' } }),
        firstBroken(),
      ])
      return {
        entries,
        firstBroken: broken,
        lastHash: last?.hash ?? '',
        people: people.map(({ who }) => who),
        actions: actions.map(({ action }) => action),
      }
    },

    /** Entries with what their hash is made of, oldest first. */
    chained: async function* (filter: AuditFilter): AsyncGenerator<ChainedEntry> {
      for await (const row of rows(filter)) yield { ...toEntry(row), detail: row.detail, previous: row.previous, hash: row.hash }
    },
  }
}
