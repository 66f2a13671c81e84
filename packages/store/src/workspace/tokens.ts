import { roleSchema, type Role, type TokenDto } from '@sluice/contract'
import { type ApiToken } from '@sluice/prisma'
import { createHash, randomBytes } from 'node:crypto'
import { type Database } from '../database/connect.ts'
import { notFound } from '../database/error.ts'
import { recordAudit } from './audit.ts'
import { inTransaction, type Scope } from './scope.ts'

const TOKEN = /^sluice_[A-Za-z0-9_-]{43}$/
/** How exactly it is told when a token was last used. */
const USED_EVERY_MS = 60_000

/** Tokens are 256 random bits, so that a plain hash can't be turned back; the token itself is kept nowhere. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

const toToken = (row: ApiToken): TokenDto => ({
  id: row.id,
  name: row.name,
  role: roleSchema.parse(row.role),
  createdAt: row.createdAt.toISOString(),
  createdBy: row.createdBy,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  expiresAt: row.expiresAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
})

export interface NewToken {
  readonly name: string
  readonly role: Role
  /** Null: never. */
  readonly expiresAt: Date | null
}

/** The API tokens of a workspace. */
export const tokenStore = (scope: Scope) => {
  const { db, workspaceId, actor } = scope
  return {
    /** Newest first, revoked ones too. */
    list: async (): Promise<TokenDto[]> =>
      (await db.apiToken.findMany({ where: { workspaceId }, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }] })).map(toToken),

    /** `token` is told this one time. */
    create: ({ name, role, expiresAt }: NewToken): Promise<{ token: string; details: TokenDto }> =>
      inTransaction(db, async (tx) => {
        const token = `sluice_${randomBytes(32).toString('base64url')}`
        const row = await tx.apiToken.create({ data: { workspaceId, name, role, expiresAt, hash: hashOf(token), createdBy: actor } })
        await recordAudit(tx, scope, 'token.create', row.id, { name, role, expires: expiresAt?.toISOString() ?? 'never' })
        return { token, details: toToken(row) }
      }),

    /** From here on the token opens nothing. */
    revoke: (id: string): Promise<TokenDto> =>
      inTransaction(db, async (tx) => {
        const { count } = await tx.apiToken.updateMany({ where: { id, workspaceId, revokedAt: null }, data: { revokedAt: new Date() } })
        const row = await tx.apiToken.findFirst({ where: { id, workspaceId } })
        if (row === null) throw notFound('token')
        if (count > 0) await recordAudit(tx, scope, 'token.revoke', id, { name: row.name })
        return toToken(row)
      }),
  }
}

/** Whom a token speaks for. */
export interface TokenBearer {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly workspaceId: string
}

/** Who a token belongs to; undefined for one that was never made, has expired or was revoked. Looked up by its hash: no token is compared. */
export async function findBearer(db: Database, token: string): Promise<TokenBearer | undefined> {
  if (!TOKEN.test(token)) return undefined
  const now = new Date()
  const row = await db.apiToken.findUnique({ where: { hash: hashOf(token) } })
  if (row === null || row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= now)) return undefined
  const stale = [{ lastUsedAt: null }, { lastUsedAt: { lt: new Date(now.getTime() - USED_EVERY_MS) } }]
  await db.apiToken.updateMany({ where: { id: row.id, OR: stale }, data: { lastUsedAt: now } })
  const { id, name, role, workspaceId } = row
  return { id, name, role, workspaceId }
}
