import { flowSchema } from '@sluice/flow'
import { z } from 'zod'
import { problemSchema } from './error.ts'
import { idParams, runStatusSchema } from './flows.ts'
import { route } from './route.ts'
import { progressSchema, writePlanSchema } from './write-plan.ts'
import { waitReasonSchema } from './waiting.ts'

const instant = z.iso.datetime()
const counts = z.record(z.string(), z.int())

export const nodeCountsSchema = z
  .object({ in: counts, out: counts, passed: z.int(), created: z.int(), merged: z.int(), filtered: z.int(), rejected: z.int() })
  .meta({ id: 'NodeCounts' })
export type NodeCountsDto = z.output<typeof nodeCountsSchema>

const nodeStatusSchema = z.enum(['waiting', 'running', 'done', 'failed'])
const outputSchema = z.object({
  id: z.uuid(),
  node: z.string(),
  path: z.string(),
  /** A system holds rows of its own: there is no file to look at; `path` is its name for people. */
  kind: z.enum(['file', 'table', 'system']),
  format: z.string(),
  rows: z.int(),
  bytes: z.int(),
})
export type OutputDto = z.output<typeof outputSchema>

/** What started a run. */
export const runTriggerSchema = z.enum(['manual', 'schedule', 'backfill', 'webhook', 'endpoint', 'file', 'flow', 'api', 'retry', 'replay'])
export type RunTrigger = z.output<typeof runTriggerSchema>

export const runSummarySchema = z
  .object({
    id: z.uuid(), flowId: z.uuid(), flowName: z.string(), flowRevision: z.int(), status: runStatusSchema, trigger: runTriggerSchema,
    createdAt: instant, startedAt: instant.nullable(), finishedAt: instant.nullable(), durationMs: z.number().nullable(), rejectedRows: z.int(), startedBy: z.string(),
    /** Only of a queued run. */
    waitsFor: waitReasonSchema.optional(),
    /** The version was the published one. */
    published: z.boolean(),
    /** The schedule, trigger or token that started it. */
    triggerRef: z.string().nullable(),
  })
  .meta({ id: 'RunSummary' }) // prettier-ignore
export type RunSummary = z.output<typeof runSummarySchema>

export const runSchema = runSummarySchema
  .extend({
    /** The flow as it was at this run. */
    flow: flowSchema,
    parameters: z.record(z.string(), z.string()),
    /** The times are of the last attempt that worked at the node; of a node that is done at once only the end is known. */
    nodes: z.record(z.string(), z.object({ status: nodeStatusSchema, counts: nodeCountsSchema.nullable(), startedAt: instant.nullable(), finishedAt: instant.nullable() })), // prettier-ignore
    outputs: z.array(outputSchema),
    problems: z.array(problemSchema),
    progress: progressSchema,
    /** What is written into systems; null as long as that is not known, and when only files are written. */
    writePlan: z.array(writePlanSchema).nullable(),
    /** Id of the newest event that this answer contains; subscribe after it. */
    lastEventId: z.int(),
  })
  .meta({ id: 'Run' })
export type RunDto = z.output<typeof runSchema>

export const rejectedRowSchema = z
  .object({
    id: z.int(), node: z.string(), code: z.string(), column: z.string().nullable(), message: z.string(), value: z.string().nullable(),
    source: z.string().nullable(), line: z.number().nullable(), row: z.record(z.string(), z.string().nullable()),
    failures: z.array(z.object({ code: z.string(), column: z.string(), message: z.string().optional(), value: z.string().nullable() })).nullable(),
  })
  .meta({ id: 'RejectedRow' }) // prettier-ignore
export type RejectedRowDto = z.output<typeof rejectedRowSchema>

/** Live events of one run; the SSE `id` is `id`, so that a client resumes with `Last-Event-ID`. */
export const runEventSchema = z
  .discriminatedUnion('type', [
    z.object({
      id: z.int(),
      type: z.literal('status'),
      status: runStatusSchema,
      at: instant,
      durationMs: z.number().nullable(),
      problems: z.array(problemSchema),
    }),
    z.object({ id: z.int(), type: z.literal('node-status'), node: z.string(), status: nodeStatusSchema, at: instant }),
    z.object({ id: z.int(), type: z.literal('counts'), nodes: z.record(z.string(), nodeCountsSchema), final: z.boolean() }),
    z.object({ id: z.int(), type: z.literal('output'), output: outputSchema, at: instant }),
    z.object({
      id: z.int(),
      type: z.literal('log'),
      level: z.enum(['info', 'warning']),
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
      at: instant,
    }),
  ])
  .meta({ id: 'RunEvent' })
export type RunEventDto = z.output<typeof runEventSchema>

const page = { limit: z.coerce.number().int().min(1).max(500).default(100), offset: z.coerce.number().int().min(0).default(0) }

export const tablePageSchema = z
  .object({
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z.array(z.array(z.string().nullable())),
    total: z.int(),
  })
  .meta({ id: 'TablePage' })
export type TablePage = z.output<typeof tablePageSchema>

const outputParams = z.strictObject({ id: z.uuid(), output: z.uuid() })

export const runRoutes = {
  startRun: route({ name: 'startRun', method: 'post', path: '/api/flows/{id}/runs', summary: 'Run the flow as it is saved at the revision', ability: 'run', params: idParams, body: z.strictObject({ revision: z.int().optional(), parameters: z.record(z.string(), z.string()).default({}) }), response: runSummarySchema }),
  listRuns: route({ name: 'listRuns', method: 'get', path: '/api/runs', summary: 'Runs, newest first', ability: 'read', query: z.strictObject({ flow: z.uuid().optional(), status: runStatusSchema.optional(), trigger: runTriggerSchema.optional(), /** Created in so many last hours. */ hours: z.coerce.number().int().min(1).max(87_600).optional(), ...page }), response: z.object({ runs: z.array(runSummarySchema), total: z.int() }) }),
  readRun: route({ name: 'readRun', method: 'get', path: '/api/runs/{id}', summary: 'A run with its flow, counts and outputs', ability: 'read', params: idParams, response: runSchema }),
  cancelRun: route({ name: 'cancelRun', method: 'post', path: '/api/runs/{id}/cancel', summary: 'Ask a run to stop', ability: 'run', params: idParams, response: runSummarySchema }),
  approveRun: route({ name: 'approveRun', method: 'post', path: '/api/runs/{id}/approve', summary: 'Agree to what a run is about to write', ability: 'run', params: idParams, response: runSummarySchema }),
  rejectRun: route({ name: 'rejectRun', method: 'post', path: '/api/runs/{id}/reject', summary: 'Refuse what a run is about to write; it is discarded', ability: 'run', params: idParams, response: runSummarySchema }),
  retryRun: route({ name: 'retryRun', method: 'post', path: '/api/runs/{id}/retry', summary: 'Run again with the same parameters; at the same version a commit that was begun is finished instead, at another one it has to be given up first', ability: 'run', params: idParams, body: z.strictObject({ version: z.enum(['same', 'newest', 'published']).default('same') }), response: runSummarySchema }),
  abandonRun: route({ name: 'abandonRun', method: 'post', path: '/api/runs/{id}/abandon', summary: 'Give up the commit of a failed run: what is prepared and not applied is discarded, and sources that remember how far they were read go back to where the run began, or stay', ability: 'run', params: idParams, body: z.strictObject({ sources: z.enum(['back', 'stay']).default('back') }), response: runSummarySchema }),
  runEvents: route({ name: 'runEvents', method: 'get', path: '/api/runs/{id}/events', summary: 'Live events (SSE), resumable by Last-Event-ID', ability: 'read', params: idParams, query: z.strictObject({ after: z.coerce.number().int().min(0).default(0) }), stream: true }),
  listRejected: route({ name: 'listRejected', method: 'get', path: '/api/runs/{id}/rejected', summary: 'Rejected rows of a run', ability: 'read', params: idParams, query: z.strictObject({ node: z.string().optional(), ...page }), response: z.object({ rows: z.array(rejectedRowSchema), total: z.int(), /** Rows rejected, also those beyond what is kept. */ rejected: z.int() }) }),
  readOutput: route({ name: 'readOutput', method: 'get', path: '/api/runs/{id}/outputs/{output}/rows', summary: 'A page of an output', ability: 'read', params: outputParams, query: z.strictObject(page), response: tablePageSchema }),
  downloadOutput: route({ name: 'downloadOutput', method: 'get', path: '/api/runs/{id}/outputs/{output}', summary: 'An output as a file', ability: 'read', params: outputParams, download: true }),
} // prettier-ignore
