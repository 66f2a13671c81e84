import { type Transaction } from '../database/connect.ts'
import { recordAudit } from './audit.ts'
import { type Scope } from './scope.ts'

/** Saves of one person further apart belong to two sessions. */
const SESSION_MS = 30 * 60_000

/**
 * Tells the audit log that somebody edits a flow: once in a session, not with each save, of which the editor makes one every
 * few seconds. A session ends when nothing is saved for half an hour, when somebody else saves, and when anything else is
 * done to the flow, such as publishing it. What was saved in between is in the versions, each with who saved it.
 */
export async function recordEditing(
  tx: Transaction,
  scope: Scope,
  id: string,
  { from, name }: { from: number; name: string },
): Promise<void> {
  const { workspaceId, actor } = scope
  const before = await tx.flowVersion.findFirst({ where: { flowId: id, revision: from, workspaceId }, select: { savedAt: true } })
  const last = await tx.auditEntry.findFirst({
    where: { workspaceId, object: id },
    orderBy: { id: 'desc' },
    select: { action: true, who: true },
  })
  const goesOn = last?.action === 'flow.save' && last.who === actor && before !== null && Date.now() - before.savedAt.getTime() < SESSION_MS
  if (!goesOn) await recordAudit(tx, scope, 'flow.save', id, { name, from })
}
