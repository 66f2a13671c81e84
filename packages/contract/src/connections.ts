import { z } from 'zod'
import { problemSchema } from './error.ts'
import { route } from './route.ts'

const instant = z.iso.datetime()

/** What flows call a secret or a connection by. */
export const nameSchema = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/)

/** A flow that names a secret or a connection, in the version as it stands, in the published one, or in both. */
export const usedBySchema = z
  .object({ flowId: z.uuid(), flowName: z.string(), current: z.boolean(), published: z.boolean() })
  .meta({ id: 'UsedBy' })
export type UsedBy = z.output<typeof usedBySchema>

const configSchema = z.record(z.string(), z.json())
/** Values of the secret fields. On a change, one that is absent stays as it is; null takes it away. */
const secretsSchema = z.record(z.string().max(64), z.string().min(1).max(20_000).nullable())

export const connectionSchema = z
  .object({
    name: z.string(), type: z.string(), config: configSchema,
    /** The secret fields that hold something; never what. */
    secrets: z.array(z.string()),
    /** Of the settings: a change carries the version it was based on. */
    version: z.int(),
    createdAt: instant, updatedAt: instant, updatedBy: z.string(),
    /** The last test of the settings as they are; null when there was none. */
    testedAt: instant.nullable(), testProblem: problemSchema.nullable(),
    usedBy: z.array(usedBySchema),
  })
  .meta({ id: 'Connection' }) // prettier-ignore
export type ConnectionDto = z.output<typeof connectionSchema>

/** `problem` is null when the system was reached and let us in; `facts` are what it said of itself, for people. */
export const connectionTestSchema = z
  .object({ problem: problemSchema.nullable(), facts: z.record(z.string(), z.string()), testedAt: instant })
  .meta({ id: 'ConnectionTest' })
export type ConnectionTest = z.output<typeof connectionTestSchema>

const settings = { type: z.string().min(1).max(64), config: configSchema, secrets: secretsSchema }
const byName = z.strictObject({ name: nameSchema })

export const connectionRoutes = {
  listConnections: route({ name: 'listConnections', method: 'get', path: '/api/connections', summary: 'Connections and where they are used; never what is secret in them', ability: 'read', response: z.object({ connections: z.array(connectionSchema) }) }),
  createConnection: route({ name: 'createConnection', method: 'post', path: '/api/connections', summary: 'Create a connection', ability: 'edit', body: z.strictObject({ name: nameSchema, ...settings }), response: connectionSchema }),
  updateConnection: route({ name: 'updateConnection', method: 'put', path: '/api/connections/{name}', summary: 'Change a connection; another destination needs its secrets again', ability: 'edit', params: byName, body: z.strictObject({ version: z.int(), config: configSchema, secrets: secretsSchema }), response: connectionSchema }),
  deleteConnection: route({ name: 'deleteConnection', method: 'delete', path: '/api/connections/{name}', summary: 'Delete a connection; refused while flows use it unless forced', ability: 'edit', params: byName, query: z.strictObject({ force: z.enum(['true', 'false']).default('false') }), response: z.object({ deleted: z.literal(true) }) }),
  testConnection: route({ name: 'testConnection', method: 'post', path: '/api/connections/{name}/test', summary: 'Reach the system with the saved settings and keep the result', ability: 'run', params: byName, response: connectionTestSchema }),
  tryConnection: route({ name: 'tryConnection', method: 'post', path: '/api/connections/try', summary: 'Reach a system with settings that are not saved; secrets that are absent are those of the connection named', ability: 'edit', body: z.strictObject({ name: nameSchema.optional(), ...settings }), response: connectionTestSchema }),
} // prettier-ignore
