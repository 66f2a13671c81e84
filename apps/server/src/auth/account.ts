import { type SessionDto } from '@sluice/contract'
import { recordAudit, type Store } from '@sluice/store'
import { randomUUID } from 'node:crypto'
import { ApiFailure } from '../http/failure.ts'
import { VERSION } from '../version.ts'
import { type SignedPerson } from './auth.ts'
import { hashPassword, passwordFault, verifyPassword } from './password.ts'

/** How long after a sign-in by link the password can be set without the present one. */
const LINK_GRACE_MS = 60 * 60_000
const PASSWORD = 'credential'

async function facts({ database }: Store, signed: SignedPerson) {
  const [account, session] = await Promise.all([
    database.account.findFirst({ where: { userId: signed.userId, providerId: PASSWORD } }),
    database.session.findFirst({ where: { id: signed.sessionId } }),
  ])
  const stored = account?.password ?? null
  const fresh = session !== null && session.viaLink && Date.now() - session.createdAt.getTime() < LINK_GRACE_MS
  return { account, stored, needsCurrentPassword: stored !== null && !fresh }
}

/** The session as the browser sees it. */
export async function describeSession(store: Store, signed: SignedPerson): Promise<SessionDto> {
  const [{ stored, needsCurrentPassword }, workspace, settings, user] = await Promise.all([
    facts(store, signed),
    store.database.workspace.findUniqueOrThrow({ where: { id: signed.workspaceId } }),
    store.inWorkspace(signed.workspaceId, signed.name).settings.read(),
    store.database.user.findUniqueOrThrow({ where: { id: signed.userId } }),
  ])
  return {
    user: { id: user.id, name: user.name, email: user.email, hasPassword: stored !== null },
    workspace: { id: workspace.id, name: workspace.name, zone: settings.zone },
    abilities: [...signed.abilities],
    needsCurrentPassword,
    version: VERSION,
  }
}

export interface NewPassword {
  readonly email: string
  readonly name: string
  readonly password: string
  readonly current?: string
}

/** Sets name, email and password; every other session of the person ends, and so does every link that is still open. */
export async function setPassword(store: Store, signed: SignedPerson, wanted: NewPassword): Promise<void> {
  const { account, stored, needsCurrentPassword } = await facts(store, signed)
  if (needsCurrentPassword && !(await verifyPassword(stored ?? '', wanted.current ?? ''))) throw new ApiFailure(403, 'password-wrong')
  const fault = passwordFault(wanted.password, [wanted.email, wanted.name])
  if (fault !== undefined) throw new ApiFailure(400, fault)
  const email = wanted.email.toLowerCase()
  const { database } = store
  const other = await database.user.count({ where: { email, id: { not: signed.userId } } })
  if (other > 0) throw new ApiFailure(409, 'email-taken')
  const password = await hashPassword(wanted.password)
  await database.$transaction(async (tx) => {
    await tx.user.update({ where: { id: signed.userId }, data: { email, name: wanted.name, emailVerified: true } })
    if (account === null)
      await tx.account.create({
        data: { id: randomUUID(), accountId: signed.userId, userId: signed.userId, providerId: PASSWORD, password },
      })
    else await tx.account.update({ where: { id: account.id }, data: { password } })
    await tx.session.deleteMany({ where: { userId: signed.userId, id: { not: signed.sessionId } } })
    await tx.session.updateMany({ where: { id: signed.sessionId }, data: { viaLink: false } })
    await tx.verification.deleteMany({ where: { identifier: { startsWith: 'magic-link:' } } })
    await recordAudit(tx, { workspaceId: signed.workspaceId, actor: wanted.name }, 'password.set', signed.userId)
  })
}
