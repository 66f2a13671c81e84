import { alertConditionSchema, type AlertCondition, type AlertDetail } from '@sluice/contract'
import { randomUUID } from 'node:crypto'
import { type Transaction } from '../database/connect.ts'
import { sendJob } from '../jobs/jobs.ts'

/** A rule that is on. */
export interface ActiveRule {
  readonly id: string
  readonly workspaceId: string
  /** Null: of every flow. */
  readonly flowId: string | null
  readonly condition: AlertCondition
}

/** What an alert is about: a flow, or with null the workspace. */
export interface Subject {
  readonly rule: ActiveRule
  readonly flowId: string | null
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** The rules that are on, of these workspaces or of all. */
export async function activeRules(tx: Transaction, workspaces?: readonly string[]): Promise<ActiveRule[]> {
  const rows = await tx.alertRule.findMany({
    where: { paused: false, ...(workspaces === undefined ? {} : { workspaceId: { in: [...workspaces] } }) },
  })
  return rows.map(({ id, workspaceId, flowId, condition }) => ({
    id,
    workspaceId,
    flowId,
    condition: alertConditionSchema.parse(condition),
  }))
}

/** Opens the alert of a subject and has a notice sent; one that is open grows, unless the same trouble is only seen again (`again`). */
export async function raise(tx: Transaction, { rule, flowId }: Subject, detail: AlertDetail, again = false): Promise<void> {
  const [row] = await tx.$queryRaw<{ id: string; opened: boolean }[]>`
    INSERT INTO alert (id, workspace_id, rule_id, flow_id, state, detail)
    VALUES (${randomUUID()}::uuid, ${rule.workspaceId}::uuid, ${rule.id}::uuid, ${flowId}::uuid, 'open', ${JSON.stringify(detail)}::json)
    ON CONFLICT (rule_id, coalesce(flow_id, ${NOBODY}::uuid)) WHERE state = 'open'
    DO UPDATE SET count = alert.count + ${again ? 0 : 1}::int, last_at = now(), detail = excluded.detail
    RETURNING id, (xmax = 0) AS opened`
  if (row?.opened === true) await sendJob(tx, 'notice', { alertId: row.id, kind: 'opened' })
}

/** Closes the open alert of a subject, if there is one, and has that told. */
export async function recover(tx: Transaction, { rule, flowId }: Subject): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE alert SET state = 'recovered', recovered_at = now()
     WHERE rule_id = ${rule.id}::uuid AND coalesce(flow_id, ${NOBODY}::uuid) = coalesce(${flowId}::uuid, ${NOBODY}::uuid) AND state = 'open' RETURNING id`
  for (const { id } of rows) await sendJob(tx, 'notice', { alertId: id, kind: 'recovered' })
}
