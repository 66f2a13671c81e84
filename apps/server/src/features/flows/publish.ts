import { type SavedFlow } from '@sluice/contract'
import { hasErrors } from '@sluice/flow'
import { type Workspace } from '@sluice/store'
import { ApiFailure, problemDto } from '../../http/failure.ts'
import { runProblems } from '../runs/run-problems.ts'

/** Lets schedules and endpoints run a revision; one that could not run is refused with its problems. */
export async function publishFlow(workspace: Workspace, id: string, revision: number): Promise<SavedFlow> {
  const { flow } = await workspace.flows.readAt(id, revision)
  const problems = await runProblems(workspace, flow)
  if (hasErrors(problems)) throw new ApiFailure(422, 'flow-has-problems', { problems: problems.map(problemDto) })
  return workspace.flows.publish(id, revision)
}
