import { alertDetailSchema, type AlertDetail } from '@sluice/contract'
import { type Problem } from '@sluice/flow'
import { Prisma } from '@sluice/prisma'
import { z } from 'zod'
import { type Database } from '../database/connect.ts'
import { toJson } from '../database/json.ts'
import { type JobData } from '../jobs/queues.ts'
import { type Keys } from '../keys/keys.ts'
import { type SealPlace } from '../keys/seal.ts'

/** Where a notice goes, and what it is signed with. */
export interface Target {
  readonly url: string
  readonly secret: string
}

/** An alert as it is told to another program. */
export interface Notice {
  readonly target: Target
  readonly workspaceId: string
  readonly rule: { readonly id: string; readonly name: string; readonly kind: string }
  readonly flow: { readonly id: string; readonly name: string } | null
  readonly count: number
  readonly detail: AlertDetail
  readonly openedAt: string
  readonly lastAt: string
  readonly recoveredAt: string | null
}

/** What the target of a rule is bound to. */
export const targetPlace = (workspace: string, rule: string, version: number): SealPlace => ({
  workspace,
  credential: `alert-rule:${rule}`,
  field: 'secret',
  version,
})

const targetSchema = z.object({ url: z.string(), secret: z.string() })
const kindSchema = z.object({ kind: z.string() })

/** The target of a rule, opened; undefined when it has none. */
export function openTarget(
  keys: Pick<Keys, 'unseal'>,
  rule: { id: string; workspaceId: string; version: number; sealed: string | null },
): Target | undefined {
  if (rule.sealed === null) return undefined
  return targetSchema.parse(JSON.parse(keys.unseal(targetPlace(rule.workspaceId, rule.id, rule.version), rule.sealed)))
}

/** The notice of an alert; undefined when the alert is gone, nobody wants to be told, or this was told already. */
export async function readNotice(
  db: Database,
  keys: Pick<Keys, 'unseal'>,
  { alertId, kind }: JobData['notice'],
): Promise<Notice | undefined> {
  const alert = await db.alert.findFirst({ where: { id: alertId }, include: { rule: true } })
  if (alert === null || (kind === 'opened' ? alert.toldAt !== null : alert.toldRecovered)) return undefined
  const target = openTarget(keys, alert.rule)
  if (target === undefined) return undefined
  const { workspaceId, flowId, rule, count } = alert
  const flow = flowId === null ? null : await db.flow.findFirst({ where: { id: flowId, workspaceId }, select: { id: true, name: true } })
  return {
    target,
    workspaceId,
    rule: { id: rule.id, name: rule.name, kind: kindSchema.parse(rule.condition).kind },
    flow,
    count,
    detail: alertDetailSchema.parse(alert.detail),
    openedAt: alert.openedAt.toISOString(),
    lastAt: alert.lastAt.toISOString(),
    recoveredAt: alert.recoveredAt?.toISOString() ?? null,
  }
}

/** Writes down that a notice arrived, or why it did not. */
export async function writeTold(db: Database, { alertId, kind }: JobData['notice'], problem: Problem | undefined): Promise<void> {
  const data =
    problem === undefined
      ? { toldAt: new Date(), toldProblem: Prisma.DbNull, ...(kind === 'recovered' ? { toldRecovered: true } : {}) }
      : { toldProblem: toJson(problem) }
  await db.alert.updateMany({ where: { id: alertId }, data })
}
