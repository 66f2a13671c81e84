import { z } from 'zod'
import { problemSchema } from './error.ts'
import { idParams } from './flows.ts'
import { route } from './route.ts'
import { triggerConfigSchema } from './trigger-config.ts'

const instant = z.iso.datetime()
const name = z.string().trim().min(1).max(200)

export const eventStateSchema = z.enum(['accepted', 'running', 'done', 'failed'])
export type EventState = z.output<typeof eventStateSchema>

export const triggerSchema = z
  .object({
    id: z.uuid(), name: z.string(), flowId: z.uuid(), flowName: z.string(),
    /** Nothing runs until a version of the flow is published. */
    flowPublished: z.int().nullable(),
    config: triggerConfigSchema, paused: z.boolean(),
    /** Of a webhook or endpoint: where requests go, without the host. */
    address: z.string().nullable(),
    hasSecret: z.boolean(),
    createdAt: instant, updatedAt: instant, updatedBy: z.string(),
    events: z.object({ accepted: z.int(), running: z.int(), done: z.int(), failed: z.int() }),
    /** Requests that were refused or known already, by code. */
    refused: z.record(z.string(), z.int()),
    lastEventAt: instant.nullable(),
  })
  .meta({ id: 'Trigger' }) // prettier-ignore
export type TriggerDto = z.output<typeof triggerSchema>

export const triggerEventSchema = z
  .object({
    id: z.int(), state: eventStateSchema, dedupeKey: z.string(), attempts: z.int(), receivedAt: instant, finishedAt: instant.nullable(), notBefore: instant.nullable(),
    runId: z.uuid().nullable(), problem: problemSchema.nullable(),
    /** The beginning of what came in, with values of secret-looking keys hidden. */
    payload: z.string(),
    /** Path, query and headers, likewise. */
    request: z.string().nullable(),
  })
  .meta({ id: 'TriggerEvent' }) // prettier-ignore
export type TriggerEventDto = z.output<typeof triggerEventSchema>

/** The secret is told in the answer that makes it, and never again. */
const withSecret = z.object({ trigger: triggerSchema, secret: z.string().nullable() })
const page = { limit: z.coerce.number().int().min(1).max(200).default(50), offset: z.coerce.number().int().min(0).default(0) }
const body = z.strictObject({ name, flowId: z.uuid(), config: triggerConfigSchema })

export const triggerRoutes = {
  listTriggers: route({ name: 'listTriggers', method: 'get', path: '/api/triggers', summary: 'What starts flows from outside', ability: 'read', query: z.strictObject({ flow: z.uuid().optional() }), response: z.object({ triggers: z.array(triggerSchema) }) }),
  createTrigger: route({ name: 'createTrigger', method: 'post', path: '/api/triggers', summary: 'Create a trigger; the answer holds its secret, once', ability: 'edit', body, response: withSecret }),
  readTrigger: route({ name: 'readTrigger', method: 'get', path: '/api/triggers/{id}', summary: 'Read a trigger', ability: 'read', params: idParams, response: triggerSchema }),
  saveTrigger: route({ name: 'saveTrigger', method: 'put', path: '/api/triggers/{id}', summary: 'Change a trigger; a secret that becomes needed is made and told once', ability: 'edit', params: idParams, body, response: withSecret }),
  deleteTrigger: route({ name: 'deleteTrigger', method: 'delete', path: '/api/triggers/{id}', summary: 'Delete a trigger with its events', ability: 'edit', params: idParams, response: z.object({ deleted: z.literal(true) }) }),
  pauseTrigger: route({ name: 'pauseTrigger', method: 'post', path: '/api/triggers/{id}/pause', summary: 'Pause a trigger or let it go on; a paused webhook keeps what comes in', ability: 'run', params: idParams, body: z.strictObject({ paused: z.boolean() }), response: triggerSchema }),
  rotateTriggerSecret: route({ name: 'rotateTriggerSecret', method: 'post', path: '/api/triggers/{id}/secret', summary: 'Make a new secret; the old one stops working at once', ability: 'edit', params: idParams, response: withSecret }),
  listTriggerEvents: route({ name: 'listTriggerEvents', method: 'get', path: '/api/triggers/{id}/events', summary: 'Events, newest first', ability: 'read', params: idParams, query: z.strictObject({ state: eventStateSchema.optional(), ...page }), response: z.object({ events: z.array(triggerEventSchema), total: z.int() }) }),
  replayTriggerEvents: route({ name: 'replayTriggerEvents', method: 'post', path: '/api/triggers/{id}/replay', summary: 'Take events in again: a failed one goes on, a done one is copied', ability: 'run', params: idParams, body: z.strictObject({ events: z.array(z.int()).min(1).max(1_000) }), response: z.object({ replayed: z.int() }) }),
  lastIncoming: route({ name: 'lastIncoming', method: 'get', path: '/api/flows/{id}/incoming', summary: 'The body of the last event that the triggers of a flow took in', ability: 'edit', params: idParams, response: z.object({ body: z.string().nullable() }) }),
  endpointsOpenApi: route({ name: 'endpointsOpenApi', method: 'get', path: '/api/endpoints/openapi.json', summary: 'The endpoints of the workspace as OpenAPI 3.1', ability: 'read', response: z.unknown() }),
} // prettier-ignore
