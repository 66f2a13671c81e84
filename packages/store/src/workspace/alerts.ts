import {
  alertConditionSchema,
  alertDetailSchema,
  problemSchema,
  type AlertDto,
  type AlertRuleBody,
  type AlertRuleDto,
} from '@sluice/contract'
import { type AlertRule } from '@sluice/prisma'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { openTarget, targetPlace, type Target } from '../alerts/notices.ts'
import { type Transaction } from '../database/connect.ts'
import { notFound } from '../database/error.ts'
import { toJson } from '../database/json.ts'
import { type Keys } from '../keys/keys.ts'
import { newSecret } from '../triggers/trigger-secret.ts'
import { recordAudit } from './audit.ts'
import { problemsSchema } from './run-rows.ts'
import { inTransaction, type Scope } from './scope.ts'

const stateSchema = z.enum(['open', 'recovered'])

/** A rule with its signing secret when this call made one; nothing tells it again. */
export interface RuleWithSecret {
  readonly rule: AlertRuleDto
  readonly secret: string | null
}

/** Alerts of a workspace and the rules that raise them. */
export const alertStore = (scope: Scope, keys: Pick<Keys, 'seal' | 'unseal'>) => {
  const { db, workspaceId, actor } = scope

  const flowNames = async (tx: Transaction, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> => {
    const rows = await tx.flow.findMany({
      where: { workspaceId, id: { in: ids.filter((id) => id !== null) } },
      select: { id: true, name: true },
    })
    return new Map(rows.map(({ id, name }) => [id, name]))
  }

  const toRules = async (tx: Transaction, rows: readonly AlertRule[]): Promise<AlertRuleDto[]> => {
    const names = await flowNames(tx, rows.map(({ flowId }) => flowId)) // prettier-ignore
    const open = await tx.alert.groupBy({ by: ['ruleId'], where: { workspaceId, state: 'open' }, _count: true })
    const openOf = new Map(open.map(({ ruleId, _count }) => [ruleId, _count]))
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      flowId: row.flowId,
      flowName: row.flowId === null ? null : (names.get(row.flowId) ?? null),
      condition: alertConditionSchema.parse(row.condition),
      paused: row.paused,
      target: row.sealed === null ? null : row.target,
      updatedAt: row.updatedAt.toISOString(),
      updatedBy: row.updatedBy,
      open: openOf.get(row.id) ?? 0,
    }))
  }

  /** The first problem of runs, by run. It stays out of the alert itself: notices leave the house. */
  const runProblems = async (ids: readonly (string | number | undefined)[]) => {
    const known = ids.filter((id) => typeof id === 'string')
    const rows = await db.run.findMany({ where: { workspaceId, id: { in: known } }, select: { id: true, problems: true } })
    return new Map(rows.map(({ id, problems }) => [id, problemsSchema.parse(problems)[0] ?? null]))
  }

  const find = async (tx: Transaction, id: string): Promise<AlertRule> => {
    const row = await tx.alertRule.findFirst({ where: { id, workspaceId } })
    if (row === null) throw notFound('alert-rule')
    return row
  }

  const needFlow = async (tx: Transaction, flowId: string | null): Promise<void> => {
    if (flowId !== null && (await tx.flow.count({ where: { id: flowId, workspaceId, deletedAt: null } })) === 0) throw notFound('flow')
  }

  /** Seals another address with a secret of its own; the same address keeps its secret, null forgets both. */
  const setTarget = async (tx: Transaction, row: AlertRule, webhook: string | null | undefined): Promise<string | null> => {
    const before = openTarget(keys, row)
    if (webhook === undefined || webhook === before?.url) return null
    if (webhook === null) {
      await tx.alertRule.updateMany({ where: { id: row.id, workspaceId }, data: { sealed: null, target: '' } })
      return null
    }
    const version = row.version + 1
    const target: Target = { url: webhook, secret: newSecret() }
    const sealed = await keys.seal(tx, targetPlace(workspaceId, row.id, version), JSON.stringify(target))
    await tx.alertRule.updateMany({ where: { id: row.id, workspaceId }, data: { sealed, version, target: new URL(webhook).host } })
    return target.secret
  }

  const write = async (tx: Transaction, id: string, { webhook }: AlertRuleBody, action: string): Promise<RuleWithSecret> => {
    const secret = await setTarget(tx, await find(tx, id), webhook)
    const row = await find(tx, id)
    await recordAudit(tx, scope, action, id, { name: row.name, kind: alertConditionSchema.parse(row.condition).kind, target: row.target })
    const [rule] = await toRules(tx, [row])
    if (rule === undefined) throw notFound('alert-rule')
    return { rule, secret }
  }

  const columns = ({ name, flowId, condition, paused }: AlertRuleBody) => ({
    name, flowId: condition.kind === 'queue' ? null : flowId, condition: toJson(condition), paused, updatedAt: new Date(), updatedBy: actor,
  }) // prettier-ignore

  return {
    rules: async (): Promise<AlertRuleDto[]> =>
      toRules(db, await db.alertRule.findMany({ where: { workspaceId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })),

    create: (body: AlertRuleBody): Promise<RuleWithSecret> =>
      inTransaction(db, async (tx) => {
        await needFlow(tx, body.flowId)
        const id = randomUUID()
        await tx.alertRule.create({ data: { id, workspaceId, target: '', ...columns(body) } })
        return write(tx, id, body, 'alert-rule.create')
      }),

    save: (id: string, body: AlertRuleBody): Promise<RuleWithSecret> =>
      inTransaction(db, async (tx) => {
        await needFlow(tx, body.flowId)
        await find(tx, id)
        await tx.alertRule.updateMany({ where: { id, workspaceId }, data: columns(body) })
        return write(tx, id, body, 'alert-rule.save')
      }),

    remove: (id: string): Promise<void> =>
      inTransaction(db, async (tx) => {
        const { name } = await find(tx, id)
        await tx.alertRule.deleteMany({ where: { id, workspaceId } })
        await recordAudit(tx, scope, 'alert-rule.delete', id, { name })
      }),

    /** The target of a rule with its name, for a notice that is a test; undefined when it has none. */
    target: async (id: string): Promise<{ target: Target | undefined; rule: { id: string; name: string; kind: string } }> => {
      const row = await find(db, id)
      return { target: openTarget(keys, row), rule: { id, name: row.name, kind: alertConditionSchema.parse(row.condition).kind } }
    },

    /** Those that are open first, then the newest. */
    list: async (filter: {
      state?: 'open' | 'recovered'
      flow?: string
      limit: number
      offset: number
    }): Promise<{ alerts: AlertDto[]; total: number; open: number }> => {
      const where = { workspaceId, ...(filter.state === undefined ? {} : { state: filter.state }), ...(filter.flow === undefined ? {} : { flowId: filter.flow }) } // prettier-ignore
      const [rows, total, open] = await Promise.all([
        db.alert.findMany({ where, include: { rule: true }, orderBy: [{ state: 'asc' }, { lastAt: 'desc' }, { id: 'asc' }], take: filter.limit, skip: filter.offset }),
        db.alert.count({ where }),
        db.alert.count({ where: { workspaceId, state: 'open' } }),
      ]) // prettier-ignore
      const names = await flowNames(db, rows.map(({ flowId }) => flowId)) // prettier-ignore
      const problems = await runProblems(rows.map((row) => alertDetailSchema.parse(row.detail)['run']))
      const alerts = rows.map((row) => ({
        id: row.id,
        ruleId: row.ruleId,
        ruleName: row.rule.name,
        kind: alertConditionSchema.parse(row.rule.condition).kind,
        flowId: row.flowId,
        flowName: row.flowId === null ? null : (names.get(row.flowId) ?? null),
        state: stateSchema.parse(row.state),
        count: row.count,
        detail: alertDetailSchema.parse(row.detail),
        problem: problems.get(String(alertDetailSchema.parse(row.detail)['run'])) ?? null,
        openedAt: row.openedAt.toISOString(),
        lastAt: row.lastAt.toISOString(),
        recoveredAt: row.recoveredAt?.toISOString() ?? null,
        toldAt: row.toldAt?.toISOString() ?? null,
        toldProblem: problemSchema.nullable().parse(row.toldProblem),
      }))
      return { alerts, total, open }
    },
  }
}
