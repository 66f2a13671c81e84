import { z } from 'zod'
import { problemSchema } from './error.ts'
import { idParams } from './flows.ts'
import { route } from './route.ts'

const instant = z.iso.datetime()
const minutes = z.int().min(1).max(525_600)

/** When a rule raises an alert. The alert recovers by itself when the opposite is seen. */
export const alertConditionSchema = z
  .discriminatedUnion('kind', [
    /** The last runs of the flow all failed. */
    z.strictObject({ kind: z.literal('failed'), inARow: z.int().min(1).max(100).default(1) }),
    /** A run rejected more rows than this, or more than this part of what it read. */
    z.strictObject({ kind: z.literal('rejected'), rows: z.int().min(0).optional(), percent: z.number().min(0).max(100).optional() }),
    /** A run took longer than this, or this many times as long as it usually does (median of the last 20 successes). */
    z.strictObject({ kind: z.literal('duration'), seconds: z.int().min(1).optional(), times: z.number().min(1.1).max(1_000).optional() }),
    /** No run of the flow succeeded for so long. */
    z.strictObject({ kind: z.literal('freshness'), minutes }),
    /** A run that could start has waited for so long; tells of the workspace, not of one flow. */
    z.strictObject({ kind: z.literal('queue'), minutes }),
  ])
  .refine((c) => c.kind !== 'rejected' || c.rows !== undefined || c.percent !== undefined, { path: ['rows'] })
  .refine((c) => c.kind !== 'duration' || c.seconds !== undefined || c.times !== undefined, { path: ['seconds'] })
export type AlertCondition = z.output<typeof alertConditionSchema>

const address = z.url({ protocol: /^https?$/ }).max(2_000)

const ruleBody = z.strictObject({
  name: z.string().trim().min(1).max(200),
  /** Absent: every flow. */
  flowId: z.uuid().nullable().default(null),
  condition: alertConditionSchema,
  paused: z.boolean().default(false),
  /** Where notices are posted, signed like a webhook; null: nowhere; absent: as before. */
  webhook: address.nullable().optional(),
})
export type AlertRuleBody = z.output<typeof ruleBody>

export const alertRuleSchema = z
  .object({
    id: z.uuid(), name: z.string(), flowId: z.uuid().nullable(), flowName: z.string().nullable(), condition: alertConditionSchema, paused: z.boolean(),
    /** Host of the webhook; its path and secret are told to nobody. */
    target: z.string().nullable(),
    updatedAt: instant, updatedBy: z.string(), open: z.int(),
  })
  .meta({ id: 'AlertRule' }) // prettier-ignore
export type AlertRuleDto = z.output<typeof alertRuleSchema>

/** What was seen, by name: facts for the texts of people. */
export const alertDetailSchema = z.record(z.string(), z.union([z.string(), z.number()]))
export type AlertDetail = z.output<typeof alertDetailSchema>

export const alertSchema = z
  .object({
    id: z.uuid(), ruleId: z.uuid(), ruleName: z.string(), kind: z.enum(['failed', 'rejected', 'duration', 'freshness', 'queue']),
    flowId: z.uuid().nullable(), flowName: z.string().nullable(), state: z.enum(['open', 'recovered']),
    /** How often it was seen. */
    count: z.int(),
    detail: alertDetailSchema,
    /** Of the run that was seen last, while it is kept. */
    problem: problemSchema.nullable(),
    openedAt: instant, lastAt: instant, recoveredAt: instant.nullable(),
    /** When the last notice arrived, or why it did not. */
    toldAt: instant.nullable(), toldProblem: problemSchema.nullable(),
  })
  .meta({ id: 'Alert' }) // prettier-ignore
export type AlertDto = z.output<typeof alertSchema>

/** The signing secret is told in the answer that makes it, and never again. */
const withSecret = z.object({ rule: alertRuleSchema, secret: z.string().nullable() })
const page = { limit: z.coerce.number().int().min(1).max(200).default(50), offset: z.coerce.number().int().min(0).default(0) }

export const alertRoutes = {
  listAlerts: route({ name: 'listAlerts', method: 'get', path: '/api/alerts', summary: 'Alerts, those that are open first', ability: 'read', query: z.strictObject({ state: z.enum(['open', 'recovered']).optional(), flow: z.uuid().optional(), ...page }), response: z.object({ alerts: z.array(alertSchema), total: z.int(), open: z.int() }) }),
  listAlertRules: route({ name: 'listAlertRules', method: 'get', path: '/api/alert-rules', summary: 'When somebody is told', ability: 'read', response: z.object({ rules: z.array(alertRuleSchema) }) }),
  createAlertRule: route({ name: 'createAlertRule', method: 'post', path: '/api/alert-rules', summary: 'Create a rule; the answer holds the secret that its notices are signed with, once', ability: 'edit', body: ruleBody, response: withSecret }),
  saveAlertRule: route({ name: 'saveAlertRule', method: 'put', path: '/api/alert-rules/{id}', summary: 'Change a rule; another address gets another secret', ability: 'edit', params: idParams, body: ruleBody, response: withSecret }),
  deleteAlertRule: route({ name: 'deleteAlertRule', method: 'delete', path: '/api/alert-rules/{id}', summary: 'Delete a rule with its alerts', ability: 'edit', params: idParams, response: z.object({ deleted: z.literal(true) }) }),
  tryAlertRule: route({ name: 'tryAlertRule', method: 'post', path: '/api/alert-rules/{id}/try', summary: 'Post a notice that says it is a test', ability: 'edit', params: idParams, response: z.object({ delivered: z.boolean(), problem: problemSchema.nullable() }) }),
} // prettier-ignore
