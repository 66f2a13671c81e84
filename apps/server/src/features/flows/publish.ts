import { planFlow } from '@sluice/catalog'
import { type SavedFlow } from '@sluice/contract'
import { hasErrors } from '@sluice/flow'
import { type Workspace } from '@sluice/store'
import { ApiFailure, problemDto } from '../../http/failure.ts'

/** Lets schedules and endpoints run a revision; one that could not run is refused with its problems. */
export async function publishFlow(workspace: Workspace, id: string, revision: number): Promise<SavedFlow> {
  const [{ flow }, settings] = await Promise.all([workspace.flows.readAt(id, revision), workspace.settings.read()])
  const { problems } = planFlow(flow, { zone: settings.zone, now: new Date().toISOString() })
  if (hasErrors(problems)) throw new ApiFailure(422, 'flow-has-problems', { problems: problems.map(problemDto) })
  return workspace.flows.publish(id, revision)
}
