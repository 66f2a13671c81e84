import { planFlow } from '@sluice/catalog'
import { type RunSummary } from '@sluice/contract'
import { hasErrors } from '@sluice/flow'
import { type Workspace } from '@sluice/store'
import { ApiFailure, problemDto } from '../../http/failure.ts'

/** Puts a run of the saved flow into the queue; a flow that can't run is refused with its problems. */
export async function startRun(
  workspace: Workspace,
  flowId: string,
  wanted: { revision?: number; parameters: Record<string, string> },
): Promise<RunSummary> {
  const [saved, settings] = await Promise.all([workspace.flows.readAt(flowId, wanted.revision), workspace.settings.read()])
  const { problems } = planFlow(saved.flow, { parameters: wanted.parameters, zone: settings.zone, now: new Date().toISOString() })
  if (hasErrors(problems)) throw new ApiFailure(422, 'flow-has-problems', { problems: problems.map(problemDto) })
  return workspace.runs.start(flowId, { revision: saved.revision, parameters: wanted.parameters, trigger: 'manual' })
}
