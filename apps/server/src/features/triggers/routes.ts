import { type TriggerConfig } from '@sluice/contract'
import { fileKey, lookForFiles, type Workspace } from '@sluice/store'
import { ApiFailure } from '../../http/failure.ts'
import { type HandlersOf } from '../../http/mount.ts'
import { type Services } from '../../services.ts'
import { readPath } from '../files/path.ts'
import { endpointsDocument } from './openapi.ts'

type TriggerRoutes = 'listTriggers' | 'createTrigger' | 'readTrigger' | 'saveTrigger' | 'deleteTrigger' | 'pauseTrigger' | 'rotateTriggerSecret' | 'listTriggerEvents' | 'replayTriggerEvents' | 'lastIncoming' | 'endpointsOpenApi' // prettier-ignore

/** Folders that could lead anywhere else, and parameters that the flow does not have. */
async function check(workspace: Workspace, flowId: string, config: TriggerConfig): Promise<void> {
  if (config.kind !== 'file') return
  for (const folder of [config.folder, ...(config.after === 'move' ? [config.moveTo] : [])]) if (folder !== '') readPath(folder)
  const { flow } = await workspace.flows.read(flowId)
  if (!flow.parameters.some(({ name }) => name === config.parameter))
    throw new ApiFailure(422, 'parameter-unknown', { params: { name: config.parameter } })
}

/** The files that are where a file trigger looks; of other triggers there are none. */
async function filesAt(data: string, workspace: Workspace, config: TriggerConfig): Promise<readonly string[]> {
  if (config.kind !== 'file') return []
  const found = await lookForFiles(data, workspace.id, config)
  return (found?.files ?? []).map((file) => fileKey(config, file))
}

/** What starts flows from outside. */
export const triggerHandlers = ({ config: { data }, intake }: Pick<Services, 'config' | 'intake'>): HandlersOf<TriggerRoutes> => {
  /** What was saved is answered by: the next request may come at once. */
  const applied = async <T>(change: Promise<T>): Promise<T> => {
    const result = await change
    await intake.refresh()
    return result
  }
  return {
    listTriggers: async ({ workspace, query }) => ({ triggers: await workspace.triggers.list(query.flow) }),
    createTrigger: async ({ workspace, body }) => {
      await check(workspace, body.flowId, body.config)
      return applied(workspace.triggers.create({ ...body, files: await filesAt(data, workspace, body.config) }))
    },
    readTrigger: ({ workspace, params }) => workspace.triggers.read(params.id),
    saveTrigger: async ({ workspace, params, body }) => {
      await check(workspace, body.flowId, body.config)
      return applied(workspace.triggers.save(params.id, { ...body, files: await filesAt(data, workspace, body.config) }))
    },
    deleteTrigger: async ({ workspace, params }) => {
      await applied(workspace.triggers.remove(params.id))
      return { deleted: true }
    },
    pauseTrigger: ({ workspace, params, body }) => applied(workspace.triggers.pause(params.id, body.paused)),
    rotateTriggerSecret: ({ workspace, params }) => applied(workspace.triggers.rotate(params.id)),
    listTriggerEvents: ({ workspace, params, query }) => workspace.triggers.events(params.id, query),
    replayTriggerEvents: async ({ workspace, params, body }) => ({ replayed: await workspace.triggers.replay(params.id, body.events) }),
    lastIncoming: async ({ workspace, params }) => ({ body: await workspace.triggers.lastBody(params.id) }),
    endpointsOpenApi: ({ workspace }) => endpointsDocument(workspace),
  }
}
