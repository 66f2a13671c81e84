import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type Database } from '../database/connect.ts'
import { ensureOwner } from './owner.ts'

/** A one-time way in: whoever opens the address first is signed in as the owner. */
export interface SignInLink {
  readonly token: string
  /** The token is in the fragment, so that it reaches no server log and no Referer header. */
  readonly url: string
  readonly expiresAt: string
}

export const LINK_MINUTES = 15

/** Tokens are kept hashed. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Makes a one-time link for the owner, as the sign-in library's magic links are kept. Older links stop working. */
export async function signInLink(db: Database, origin: string): Promise<SignInLink> {
  const owner = await ensureOwner(db)
  const token = randomBytes(24).toString('base64url')
  const expiresAt = new Date(Date.now() + LINK_MINUTES * 60_000)
  const value = JSON.stringify({ type: 'magic-link', email: owner.email })
  await db.$transaction([
    db.verification.deleteMany({ where: { identifier: { startsWith: 'magic-link:' }, value } }),
    db.verification.create({ data: { id: randomUUID(), identifier: `magic-link:${hashToken(token)}`, value, expiresAt } }),
  ])
  return { token, url: `${origin}/sign-in#token=${token}`, expiresAt: expiresAt.toISOString() }
}
