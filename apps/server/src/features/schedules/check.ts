import { type ScheduleInput, type Timing } from '@sluice/contract'
import { hasErrors, type Problem } from '@sluice/flow'
import { calendarOf, checkTiming, fillDue, nextDues, unknownDueNames, type Workspace } from '@sluice/store'
import { ApiFailure, problemDto } from '../../http/failure.ts'
import { runProblems } from '../runs/run-problems.ts'

/** Due times that a preview shows. */
const SHOWN = 10

/** What a form can check while it is filled in. */
export type Draft = Timing & Pick<ScheduleInput, 'jitterSeconds' | 'parameters'>

const problem = (severity: Problem['severity'], code: string, path: string, params: Problem['params'] = {}): Problem => ({
  severity,
  code,
  path: [path],
  params,
})

/** Parameters that could not be run with, of the version that would run: the published one, before there is one the draft. */
async function parameterProblems(workspace: Workspace, flowId: string, draft: Draft, due: number, previous: number | undefined) {
  const unknown = Object.entries(draft.parameters).flatMap(([name, text]) =>
    unknownDueNames(text).map((template) => problem('error', 'unknown-due-name', 'parameters', { name, template })),
  )
  const { publishedRevision } = await workspace.flows.read(flowId)
  const { flow } = await workspace.flows.readAt(flowId, publishedRevision ?? undefined)
  const filled = fillDue(draft.parameters, due, previous, draft.zone)
  // What is wrong with the rest of the flow is the editor's to say.
  const ofParameters = (await runProblems(workspace, flow, filled)).filter(
    ({ path, nodeId }) => nodeId === undefined && path?.[0] === 'parameters',
  )
  const warnings = publishedRevision === null ? [problem('warning', 'schedule-not-published', 'flow')] : []
  return [...unknown, ...ofParameters, ...warnings]
}

/** What works but may not be what was meant. Times in milliseconds. */
function rhythmWarnings(dues: readonly number[], draft: Draft, median: number | undefined): readonly Problem[] {
  const gaps = dues.slice(1).map((due, i) => due - dues[i]!)
  if (gaps.length === 0) return []
  const shortest = Math.min(...gaps)
  const warnings: Problem[] = []
  if (median !== undefined && median > shortest)
    warnings.push(
      problem('warning', 'schedule-faster-than-flow', 'expression', {
        interval: shortest / 1_000,
        duration: Math.round(median / 100) / 10,
      }),
    )
  if (draft.jitterSeconds * 1_000 >= shortest)
    warnings.push(problem('warning', 'jitter-longer-than-interval', 'jitterSeconds', { interval: shortest / 1_000 }))
  return warnings
}

/** The next due times and everything that is wrong or odd about a schedule. */
export async function previewSchedule(
  workspace: Workspace,
  flowId: string,
  draft: Draft,
): Promise<{ next: string[]; problems: Problem[] }> {
  const now = await workspace.schedules.now()
  const timing = checkTiming(draft, now)
  if (hasErrors(timing)) {
    await workspace.flows.read(flowId)
    return { next: [], problems: [...timing] }
  }
  const calendar = calendarOf(draft)
  const dues = nextDues(calendar, now, SHOWN)
  const first = dues[0] ?? now
  const [ofParameters, median] = await Promise.all([
    parameterProblems(workspace, flowId, draft, first, calendar.before(first)),
    workspace.schedules.medianDuration(flowId),
  ])
  const problems = [...ofParameters, ...rhythmWarnings(dues, draft, median)]
  return { next: dues.map((due) => new Date(due).toISOString()), problems }
}

/** Refuses a schedule that would never fire, or whose runs could not begin. */
export async function refuseBadSchedule(workspace: Workspace, flowId: string, draft: Draft): Promise<void> {
  const { problems } = await previewSchedule(workspace, flowId, draft)
  if (hasErrors(problems)) throw new ApiFailure(422, 'schedule-invalid', { problems: problems.map(problemDto) })
}
