import { randomUUID } from 'node:crypto'
import { type Database } from '../database/connect.ts'
import { inTransaction } from '../workspace/scope.ts'

/** The first workspace with its owner. */
export interface Owner {
  readonly workspaceId: string
  readonly userId: string
  readonly email: string
  readonly name: string
  readonly hasPassword: boolean
  /** This call made the workspace. */
  readonly isNew: boolean
}

/** Until the owner gives one; no mail is ever sent to it. */
const FIRST_EMAIL = 'owner@sluice.invalid'

/** Makes the first workspace with an owner who has no password yet, unless there is one. */
export const ensureOwner = (db: Database): Promise<Owner> =>
  inTransaction(db, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('first-owner', 0))`
    const include = { user: { include: { accounts: true } } } as const
    const found = await tx.member.findFirst({ where: { role: 'owner' }, orderBy: [{ createdAt: 'asc' }, { userId: 'asc' }], include })
    if (found !== null) {
      const { user, workspaceId } = found
      return {
        workspaceId,
        userId: user.id,
        email: user.email,
        name: user.name,
        hasPassword: user.accounts.some((a) => a.password !== null),
        isNew: false,
      }
    }
    // A magic link on a user whose email is not verified deletes its password: the owner is made verified.
    const user = await tx.user.create({ data: { id: randomUUID(), name: 'Owner', email: FIRST_EMAIL, emailVerified: true } })
    const workspace = await tx.workspace.create({
      data: { name: 'Sluice', slug: 'main', members: { create: { userId: user.id, role: 'owner' } } },
    })
    return { workspaceId: workspace.id, userId: user.id, email: user.email, name: user.name, hasPassword: false, isNew: true }
  })
