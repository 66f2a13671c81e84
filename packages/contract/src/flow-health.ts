import { z } from 'zod'
import { idParams } from './flows.ts'
import { freshnessSchema } from './freshness.ts'
import { route } from './route.ts'
import { zoneSchema } from './workspace.ts'

const instant = z.iso.datetime()
const count = z.int().min(0)

/** How far back figures go: at least so long, to the beginning of the hour or day in which that was. */
export const healthSpanSchema = z.enum(['24h', '7d', '30d'])
export type HealthSpan = z.output<typeof healthSpanSchema>

/** Runs that ended, and what those that succeeded took and moved. Rows are sums over `counted` of them; null when of none they are known. */
export const healthFiguresSchema = z.object({
  succeeded: count,
  withRejects: count,
  failed: count,
  cancelled: count,
  /** Milliseconds; null without a success. */
  medianMs: z.number().nullable(),
  longestMs: z.number().nullable(),
  counted: count,
  rowsRead: count.nullable(),
  rowsWritten: count.nullable(),
  rowsRejected: count.nullable(),
})
export type HealthFigures = z.output<typeof healthFiguresSchema>

/** Failures that have the same code at the same node. */
export const failureCauseSchema = z.object({
  /** Of the first error; null when none was kept. */
  code: z.string().nullable(),
  node: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  failures: count,
  lastAt: instant,
  /** The newest of them, to whose facts `params` belong. */
  run: z.uuid(),
})
export type FailureCause = z.output<typeof failureCauseSchema>

export const flowHealthSchema = z
  .object({
    flowId: z.uuid(), flowName: z.string(), since: instant, until: instant,
    totals: healthFiguresSchema,
    /** In order, without gaps; the first begins at `since`, the last is not over at `until`. */
    buckets: z.array(healthFiguresSchema.extend({ from: instant, to: instant })),
    /** Runs that wait or work now. */
    underWay: count,
    causes: z.array(failureCauseSchema),
    /** The causes are of so many failures, the newest. */
    causesOf: count,
    freshness: freshnessSchema,
  })
  .meta({ id: 'FlowHealth' }) // prettier-ignore
export type FlowHealth = z.output<typeof flowHealthSchema>

export const flowHealthRoutes = {
  readFlowHealth: route({ name: 'readFlowHealth', method: 'get', path: '/api/flows/{id}/health', summary: 'How a flow has done: outcomes, durations, rows, failures by cause, freshness', ability: 'read', params: idParams, query: z.strictObject({ span: healthSpanSchema.default('7d'), /** Whose days and hours are counted. */ zone: zoneSchema.default('UTC') }), response: flowHealthSchema }),
} // prettier-ignore
