import { createHash } from 'node:crypto'
import { type Transaction } from '../database/connect.ts'
import { toJson } from '../database/json.ts'
import { type Scope } from './scope.ts'

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

interface Chained extends Omit<AuditEntry, 'id'> {
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

const detailOf = (value: unknown): AuditDetail => {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return Object.fromEntries(
    entries.filter((e): e is [string, string | number | boolean] => ['string', 'number', 'boolean'].includes(typeof e[1])),
  )
}

/** Who did what in this workspace. */
export const auditStore = ({ db, workspaceId }: Scope) => ({
  /** Newest first. */
  list: async (page: { limit: number; offset: number }): Promise<{ entries: AuditEntry[]; total: number }> => {
    const where = { workspaceId }
    const [rows, total] = await Promise.all([
      db.auditEntry.findMany({ where, orderBy: { id: 'desc' }, take: page.limit, skip: page.offset }),
      db.auditEntry.count({ where }),
    ])
    const entries = rows.map(({ id, at, who, action, object, detail }) => ({
      id: Number(id),
      at: at.toISOString(),
      who,
      action,
      object,
      detail: detailOf(detail),
    }))
    return { entries, total }
  },

  /** Id of the first entry whose hash does not follow from the one before; null when the chain is whole. */
  firstBroken: async (): Promise<number | null> => {
    let previous = ''
    for (const row of await db.auditEntry.findMany({ where: { workspaceId }, orderBy: { id: 'asc' } })) {
      const { id, at, who, action, object, detail, hash } = row
      const expected = hashOf({ workspaceId, at: at.toISOString(), who, action, object, detail: detailOf(detail), previous })
      if (row.previous !== previous || hash !== expected) return Number(id)
      previous = hash
    }
    return null
  },
})
