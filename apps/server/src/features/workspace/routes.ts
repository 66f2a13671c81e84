import { type HandlersOf } from '../../http/mount.ts'

type WorkspaceRoutes = 'listSecrets' | 'writeSecret' | 'deleteSecret' | 'readSettings' | 'writeSettings'

/** Secrets and settings of a workspace. */
export const workspaceHandlers = (): HandlersOf<WorkspaceRoutes> => ({
  listSecrets: async ({ workspace }) => ({ secrets: await workspace.secrets.list() }),
  writeSecret: async ({ workspace, params, body }) => {
    const written = await workspace.secrets.write(params.name, body.value)
    return (await workspace.secrets.list()).find(({ name }) => name === params.name) ?? { ...written, usedBy: [] }
  },
  deleteSecret: async ({ workspace, params }) => {
    await workspace.secrets.remove(params.name)
    return { deleted: true }
  },
  readSettings: ({ workspace }) => workspace.settings.read(),
  writeSettings: ({ workspace, body }) => workspace.settings.write(body),
})
