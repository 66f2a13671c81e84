import { z } from 'zod'
import { route } from './route.ts'
import { rejectedRowSchema, runSummarySchema } from './runs.ts'

const instant = z.iso.datetime()

/** `open` also after a replay that failed or was cancelled: nothing has come of the row then. */
export const rejectedStateSchema = z.enum(['open', 'resubmitted', 'dropped'])
export type RejectedState = z.output<typeof rejectedStateSchema>

const cells = z.record(z.string().max(300), z.string().max(100_000).nullable())

export const inboxRowSchema = rejectedRowSchema
  .extend({
    runId: z.uuid(),
    flowId: z.uuid(),
    flowName: z.string(),
    state: rejectedStateSchema,
    /** The row as a person mended it; null: as it arrived. */
    fixed: cells.nullable(),
    assignee: z.string().nullable(),
    /** Why it was dropped. */
    reason: z.string().nullable(),
    resolvedAt: instant.nullable(),
    resolvedBy: z.string().nullable(),
    /** The run that took it in again. */
    replayId: z.uuid().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'InboxRow' })
export type InboxRow = z.output<typeof inboxRowSchema>

export const rejectedCauseSchema = z
  .object({
    flowId: z.uuid(),
    flowName: z.string(),
    node: z.string(),
    nodeLabel: z.string(),
    code: z.string(),
    column: z.string().nullable(),
    rows: z.int(),
    newestAt: instant,
    /** One of the rows, for the text of the cause. */
    message: z.string(),
    assignees: z.array(z.string()),
  })
  .meta({ id: 'RejectedCause' })
export type RejectedCauseDto = z.output<typeof rejectedCauseSchema>

const state = rejectedStateSchema.default('open')
const page = { limit: z.coerce.number().int().min(1).max(500).default(100), offset: z.coerce.number().int().min(0).default(0) }
const ids = z.array(z.int()).min(1).max(1_000)
const changed = z.object({ changed: z.int() })

export const rejectedRoutes = {
  listRejectedCauses: route({ name: 'listRejectedCauses', method: 'get', path: '/api/rejected/causes', summary: 'Rejected rows of all flows by cause, the largest group first', ability: 'read', query: z.strictObject({ state, flow: z.uuid().optional() }), response: z.object({ causes: z.array(rejectedCauseSchema) }) }),
  listInbox: route({ name: 'listInbox', method: 'get', path: '/api/rejected', summary: 'Rejected rows that are kept, newest first', ability: 'read', query: z.strictObject({ state, flow: z.uuid().optional(), node: z.string().max(64).optional(), code: z.string().max(100).optional(), column: z.string().max(300).optional(), ...page }), response: z.object({ rows: z.array(inboxRowSchema), total: z.int() }) }),
  fixRejected: route({ name: 'fixRejected', method: 'put', path: '/api/rejected/{row}', summary: 'Mend the values of a rejected row; null takes the mending back', ability: 'run', params: z.strictObject({ row: z.coerce.number().int().min(1) }), body: z.strictObject({ row: cells.nullable() }), response: inboxRowSchema }),
  assignRejected: route({ name: 'assignRejected', method: 'post', path: '/api/rejected/assign', summary: 'Say who looks after rejected rows', ability: 'run', body: z.strictObject({ ids, assignee: z.string().min(1).max(100).nullable() }), response: changed }),
  dropRejected: route({ name: 'dropRejected', method: 'post', path: '/api/rejected/drop', summary: 'Drop rejected rows for a reason', ability: 'run', body: z.strictObject({ ids, reason: z.string().trim().min(1).max(1_000) }), response: changed }),
  reopenRejected: route({ name: 'reopenRejected', method: 'post', path: '/api/rejected/reopen', summary: 'Open dropped rows again', ability: 'run', body: z.strictObject({ ids }), response: changed }),
  replayRejected: route({ name: 'replayRejected', method: 'post', path: '/api/rejected/replay', summary: 'Run the flow from the node that rejected them, with just these rows as they were mended', ability: 'run', body: z.strictObject({ ids, /** Of the run that rejected them, or the flow as it is saved now. */ version: z.enum(['same', 'newest']).default('newest') }), response: runSummarySchema }),
} // prettier-ignore
