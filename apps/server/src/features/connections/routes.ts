import { ApiFailure } from '../../http/failure.ts'
import { type HandlersOf } from '../../http/mount.ts'
import { untilGone } from '../../http/until-gone.ts'
import { type Services } from '../../services.ts'
import { checkedSettings, typeOf } from './settings.ts'
import { testAccess } from './test.ts'

type ConnectionRoutes =
  'listConnections' | 'createConnection' | 'updateConnection' | 'deleteConnection' | 'testConnection' | 'tryConnection'

/** Connections: make, change, test, delete. What is secret in them comes in and never goes out. */
export const connectionHandlers = (services: Services): HandlersOf<ConnectionRoutes> => ({
  listConnections: async ({ workspace }) => ({ connections: await workspace.connections.list() }),

  createConnection: ({ workspace, body }) => {
    const config = checkedSettings(typeOf(body.type), body.config, body.secrets)
    return workspace.connections.create(body.name, body.type, { config, secrets: body.secrets })
  },

  updateConnection: async ({ workspace, params, body }) => {
    const before = await workspace.connections.read(params.name)
    const type = typeOf(before.type)
    const config = checkedSettings(type, body.config, body.secrets, before.secrets)
    return workspace.connections.update(params.name, { version: body.version, config, secrets: body.secrets }, type.destination)
  },

  deleteConnection: async ({ workspace, params, query }) => {
    await workspace.connections.remove(params.name, query.force === 'true')
    return { deleted: true }
  },

  testConnection: async ({ workspace, params, http }) => {
    const { version, ...access } = await workspace.connections.access(params.name)
    const result = await testAccess(services, workspace, access, untilGone(http.response))
    await workspace.connections.tested(params.name, version, new Date(result.testedAt), result.problem)
    return result
  },

  tryConnection: async ({ workspace, body, http }) => {
    const type = typeOf(body.type)
    const saved = body.name === undefined ? undefined : await workspace.connections.read(body.name)
    if (saved !== undefined && saved.type !== body.type)
      throw new ApiFailure(422, 'connection-type-unknown', { params: { type: body.type } })
    const settings = { config: checkedSettings(type, body.config, body.secrets, saved?.secrets), secrets: body.secrets }
    const access =
      saved === undefined
        ? { type: body.type, config: settings.config, secrets: given(body.secrets) }
        : await workspace.connections.draftAccess(saved.name, settings, type.destination)
    return testAccess(services, workspace, access, untilGone(http.response))
  },
})

const given = (secrets: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(secrets).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
