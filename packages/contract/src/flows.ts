import { flowSchema } from '@sluice/flow'
import { z } from 'zod'
import { freshnessSchema } from './freshness.ts'
import { policySchema, savedPolicySchema } from './policy.ts'
import { route } from './route.ts'

export const idParams = z.strictObject({ id: z.uuid() })
const instant = z.iso.datetime()

export const runStatusSchema = z.enum([
  'queued',
  'running',
  'awaiting-approval',
  'succeeded',
  'succeeded-with-rejects',
  'failed',
  'cancelled',
])
export type RunState = z.output<typeof runStatusSchema>

/** The version that schedules and endpoints run; all null while there is none. */
const published = { publishedRevision: z.int().nullable(), publishedAt: instant.nullable(), publishedBy: z.string().nullable() }

const runBarSchema = z.object({ id: z.uuid(), status: runStatusSchema, durationMs: z.number().nullable(), startedAt: instant.nullable() })

export const flowSummarySchema = z
  .object({
    id: z.uuid(), name: z.string(), revision: z.int(), nodeCount: z.int(), createdAt: instant, updatedAt: instant, updatedBy: z.string(),
    /** Newest first, at most 14. */
    lastRuns: z.array(runBarSchema),
    rejectedRows: z.int(),
    example: z.string().nullable(),
    ...published,
    freshness: freshnessSchema,
  })
  .meta({ id: 'FlowSummary' }) // prettier-ignore
export type FlowSummary = z.output<typeof flowSummarySchema>

export const savedFlowSchema = z
  .object({ id: z.uuid(), revision: z.int(), updatedAt: instant, updatedBy: z.string(), flow: flowSchema, ...published })
  .meta({ id: 'SavedFlow' })
export type SavedFlow = z.output<typeof savedFlowSchema>

export const trashedFlowSchema = z
  .object({
    id: z.uuid(), name: z.string(), nodeCount: z.int(), deletedAt: instant,
    /** Null for one that was thrown away before that was kept. */
    deletedBy: z.string().nullable(),
    runs: z.int(),
    /** Of these runs, not ended yet: while there are some, the flow can't be deleted for good. */
    activeRuns: z.int(),
    schedules: z.int(), triggers: z.int(), outputs: z.int(),
    /** Of outputs that are files and still there. */
    outputBytes: z.int(),
  })
  .meta({ id: 'TrashedFlow' }) // prettier-ignore
export type TrashedFlow = z.output<typeof trashedFlowSchema>

export const destroyedFlowSchema = z
  .object({ runs: z.int(), outputs: z.int(), outputBytes: z.int(), rejectedRows: z.int() })
  .meta({ id: 'DestroyedFlow' })
/** What went with a flow that was deleted for good. */
export type DestroyedFlow = z.output<typeof destroyedFlowSchema>

const one = { params: idParams, response: savedFlowSchema }

export const flowRoutes = {
  listFlows: route({ name: 'listFlows', method: 'get', path: '/api/flows', summary: 'Every flow with its last runs', ability: 'read', response: z.object({ flows: z.array(flowSummarySchema) }) }),
  createFlow: route({ name: 'createFlow', method: 'post', path: '/api/flows', summary: 'Create a flow', ability: 'edit', body: z.strictObject({ flow: flowSchema }), response: savedFlowSchema }),
  readFlow: route({ name: 'readFlow', method: 'get', path: '/api/flows/{id}', summary: 'Read a flow', ability: 'read', ...one }),
  saveFlow: route({ name: 'saveFlow', method: 'put', path: '/api/flows/{id}', summary: 'Save a flow; refused with both sides when the revision is stale', ability: 'edit', ...one, body: z.strictObject({ revision: z.int(), flow: flowSchema }) }),
  duplicateFlow: route({ name: 'duplicateFlow', method: 'post', path: '/api/flows/{id}/duplicate', summary: 'Copy a flow', ability: 'edit', ...one }),
  deleteFlow: route({ name: 'deleteFlow', method: 'delete', path: '/api/flows/{id}', summary: 'Move a flow to the trash', ability: 'edit', params: idParams, response: z.object({ deleted: z.literal(true) }) }),
  restoreFlow: route({ name: 'restoreFlow', method: 'post', path: '/api/flows/{id}/restore', summary: 'Take a flow back out of the trash; its schedules stay paused', ability: 'edit', ...one }),
  listTrash: route({ name: 'listTrash', method: 'get', path: '/api/trash', summary: 'Flows in the trash', ability: 'read', response: z.object({ flows: z.array(trashedFlowSchema) }) }),
  destroyFlow: route({ name: 'destroyFlow', method: 'delete', path: '/api/trash/{id}', summary: 'Delete a flow that is in the trash for good, with its runs and their files; refused while a run of it has not ended', ability: 'administer', params: idParams, response: destroyedFlowSchema }),
  publishFlow: route({ name: 'publishFlow', method: 'post', path: '/api/flows/{id}/publish', summary: 'Let schedules and endpoints run this revision; refused with its problems', ability: 'edit', ...one, body: z.strictObject({ revision: z.int() }) }),
  unpublishFlow: route({ name: 'unpublishFlow', method: 'post', path: '/api/flows/{id}/unpublish', summary: 'Let schedules and endpoints run nothing', ability: 'edit', ...one }),
  readPublished: route({ name: 'readPublished', method: 'get', path: '/api/flows/{id}/published', summary: 'The published version of a flow', ability: 'read', params: idParams, response: z.object({ revision: z.int(), flow: flowSchema }) }),
  readFlowPolicy: route({ name: 'readFlowPolicy', method: 'get', path: '/api/flows/{id}/policy', summary: 'How the runs of a flow are treated', ability: 'read', params: idParams, response: savedPolicySchema }),
  writeFlowPolicy: route({ name: 'writeFlowPolicy', method: 'put', path: '/api/flows/{id}/policy', summary: 'Change how the runs of a flow are treated, for runs that are started from now on; refused when the version is stale', ability: 'edit', params: idParams, body: z.strictObject({ version: z.int(), policy: policySchema }), response: savedPolicySchema }),
  exportFlow: route({ name: 'exportFlow', method: 'get', path: '/api/flows/{id}/export', summary: 'The flow document as a file', ability: 'read', params: idParams, download: true }),
  importFlow: route({ name: 'importFlow', method: 'post', path: '/api/flows/import', summary: 'Create a flow from the text of a flow document, of this or an older version', ability: 'edit', body: z.strictObject({ text: z.string().max(20_000_000) }), response: savedFlowSchema }),
} // prettier-ignore
