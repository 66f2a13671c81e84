import { replayedRows, replayFlow } from '@sluice/catalog'
import { type RunSummary } from '@sluice/contract'
import { hasErrors, type Flow } from '@sluice/flow'
import { type ReplayRequest, type Workspace } from '@sluice/store'
import { ApiFailure, problemDto } from '../../http/failure.ts'
import { runProblems } from '../runs/run-problems.ts'

interface Rows {
  readonly ids: readonly number[]
  readonly version: 'same' | 'newest'
}

/** Starts a run of the part of the flow that the rows have to go through again. */
export async function replay(workspace: Workspace, { ids, version }: Rows): Promise<RunSummary> {
  const wanted = await workspace.rejected.forReplay(ids)
  const revision = version === 'same' ? wanted.flowRevision : wanted.newestRevision
  const { flow } = await workspace.flows.readAt(wanted.flowId, revision)
  return start(workspace, wanted, { revision, flow })
}

/** A replay that came to nothing, as the run tells it. */
interface Failed {
  readonly id: string
  readonly flow: Flow
}

/**
 * Takes the rows of such a replay in again, as they are mended by now, at a version of the flow. Refused when not all of them are
 * still with it: what is left is in the inbox. Undefined when the run was no replay.
 */
export async function replayAgain(
  workspace: Workspace,
  { id, flow: document }: Failed,
  at: { readonly revision: number; readonly flow: Flow },
): Promise<RunSummary | undefined> {
  const ids = await workspace.rejected.ofReplay(id)
  if (ids === undefined) return undefined
  const rows = replayedRows(document)
  if (ids.length < rows) throw new ApiFailure(409, 'replay-rows-left', { params: { left: ids.length, rows } })
  return start(workspace, await workspace.rejected.forReplay(ids), at, id)
}

async function start(
  workspace: Workspace,
  { ids, flowId, node, rows, parameters }: ReplayRequest,
  { revision, flow }: { readonly revision: number; readonly flow: Flow },
  again?: string,
): Promise<RunSummary> {
  const { zone } = await workspace.settings.read()
  const document = replayFlow(flow, node, rows, { parameters, zone, now: new Date().toISOString() })
  if ('code' in document) throw new ApiFailure(422, document.code, { params: document.params })
  const problems = await runProblems(workspace, document, parameters)
  if (hasErrors(problems)) throw new ApiFailure(422, 'flow-has-problems', { problems: problems.map(problemDto) })
  return workspace.rejected.replay(ids, { flowId, revision, parameters, document, ...(again === undefined ? {} : { again }) })
}
