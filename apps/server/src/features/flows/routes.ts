import { loadFlow, saveFlow, type Flow } from '@sluice/flow'
import { sharedFolder } from '@sluice/store'
import { ApiFailure, problemDto } from '../../http/failure.ts'
import { sendAttachment } from '../../http/attachment.ts'
import { type HandlersOf } from '../../http/mount.ts'
import { type Services } from '../../services.ts'
import { publishFlow } from './publish.ts'

type FlowRoutes =
  | 'listFlows' | 'createFlow' | 'readFlow' | 'saveFlow' | 'duplicateFlow' | 'deleteFlow' | 'restoreFlow' | 'exportFlow' | 'importFlow'
  | 'readFlowPolicy' | 'writeFlowPolicy' | 'publishFlow' | 'unpublishFlow' | 'readPublished' | 'readFlowHealth' | 'listTrash' | 'destroyFlow' // prettier-ignore

/** Flows: create, read, save, copy, publish, throw away, take in and out as files. */
export const flowHandlers = ({ config }: Services): HandlersOf<FlowRoutes> => ({
  listFlows: async ({ workspace }) => ({ flows: await workspace.flows.list() }),
  createFlow: ({ workspace, body }) => workspace.flows.create(body.flow),
  readFlow: ({ workspace, params }) => workspace.flows.read(params.id),
  saveFlow: ({ workspace, params, body }) => workspace.flows.save(params.id, body.revision, body.flow),
  duplicateFlow: ({ workspace, params }) => workspace.flows.duplicate(params.id),
  deleteFlow: async ({ workspace, params }) => {
    await workspace.flows.remove(params.id)
    return { deleted: true }
  },
  restoreFlow: ({ workspace, params }) => workspace.flows.restore(params.id),
  listTrash: async ({ workspace }) => ({ flows: await workspace.flows.listTrash() }),
  destroyFlow: ({ workspace, params }) => workspace.flows.destroy(params.id, sharedFolder(config.data)),
  readFlowHealth: ({ workspace, params, query }) => workspace.flows.health(params.id, query),
  readFlowPolicy: ({ workspace, params }) => workspace.flows.readPolicy(params.id),
  writeFlowPolicy: ({ workspace, params, body }) => workspace.flows.writePolicy(params.id, body.version, body.policy),
  publishFlow: ({ workspace, params, body }) => publishFlow(workspace, params.id, body.revision),
  unpublishFlow: ({ workspace, params }) => workspace.flows.unpublish(params.id),
  readPublished: ({ workspace, params }) => workspace.flows.readPublished(params.id),
  exportFlow: async ({ workspace, params, http }) => {
    const { flow } = await workspace.flows.read(params.id)
    sendAttachment(http.response, `${flow.name}.flow.json`)
    http.response.send(saveFlow(flow))
  },
  importFlow: ({ workspace, body }) => workspace.flows.create(readFlowText(body.text), { action: 'flow.import' }),
})

/** The flow document in a text that somebody brings, of this version or an older one. */
function readFlowText(text: string): Flow {
  const { flow, problems } = loadFlow(text.replace(/^\uFEFF/, ''))
  if (flow === undefined) throw new ApiFailure(400, 'not-a-flow', { problems: problems.map(problemDto) })
  return flow
}
