import { replayFlow } from '@sluice/catalog'
import { type RunSummary } from '@sluice/contract'
import { hasErrors } from '@sluice/flow'
import { type Workspace } from '@sluice/store'
import { ApiFailure, problemDto } from '../../http/failure.ts'
import { type HandlersOf } from '../../http/mount.ts'
import { runProblems } from '../runs/run-problems.ts'

type RejectedRoutes =
  'listRejectedCauses' | 'listInbox' | 'fixRejected' | 'assignRejected' | 'dropRejected' | 'reopenRejected' | 'replayRejected'

/** The inbox of rejected rows: by cause, mended, dropped, taken in again. */
export const rejectedHandlers = (): HandlersOf<RejectedRoutes> => ({
  listRejectedCauses: async ({ workspace, query }) => ({ causes: await workspace.rejected.causes(query) }),
  listInbox: ({ workspace, query }) => workspace.rejected.list(query),
  fixRejected: ({ workspace, params, body }) => workspace.rejected.fix(params.row, body.row),
  assignRejected: ({ workspace, body }) => workspace.rejected.assign(body.ids, body.assignee),
  dropRejected: ({ workspace, body }) => workspace.rejected.drop(body.ids, body.reason),
  reopenRejected: ({ workspace, body }) => workspace.rejected.reopen(body.ids),
  replayRejected: ({ workspace, body }) => replay(workspace, body),
})

/** Starts a run of the part of the flow that the rows have to go through again. */
async function replay(workspace: Workspace, { ids, version }: { ids: readonly number[]; version: 'same' | 'newest' }): Promise<RunSummary> {
  const wanted = await workspace.rejected.forReplay(ids)
  const { flowId, node, parameters } = wanted
  const revision = version === 'same' ? wanted.flowRevision : wanted.newestRevision
  const [{ flow }, { zone }] = await Promise.all([workspace.flows.readAt(flowId, revision), workspace.settings.read()])
  const document = replayFlow(flow, node, wanted.rows, { parameters, zone, now: new Date().toISOString() })
  if ('code' in document) throw new ApiFailure(422, document.code, { params: document.params })
  const problems = await runProblems(workspace, document, parameters)
  if (hasErrors(problems)) throw new ApiFailure(422, 'flow-has-problems', { problems: problems.map(problemDto) })
  return workspace.rejected.replay(ids, { flowId, revision, parameters, document })
}
