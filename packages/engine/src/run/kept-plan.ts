import { planFlow, type PlannedFlow } from '@sluice/catalog'
import type { Plan } from '@sluice/plan'
import type { RunJob } from '../job.ts'
import { stage } from '../passes/stage.ts'
import type { Staged, StageOptions } from '../passes/step.ts'

/** What was worked out for a flow, good for its next micro-batch. */
interface Kept {
  readonly key: string
  readonly planned: PlannedFlow
  /** Absent until the first of them is staged. */
  staged?: Staged
}

/** A process serves one run at a time, and mostly those of one flow. */
let kept: Kept | undefined

/** The plan of a job. Micro-batches of the same flow share one, unless it holds the clock of the run. */
export function planOf({ flow, parameters, zone, now, folders, rejectSample }: RunJob): PlannedFlow {
  if (folders.session === undefined) return planFlow(flow, { parameters, zone, now })
  const key = JSON.stringify([flow, parameters, zone, rejectSample])
  if (kept?.key === key) return kept.planned
  const planned = planFlow(flow, { parameters, zone, now })
  kept = planned.readsClock ? undefined : { key, planned }
  return planned
}

/** The steps of a plan. They are kept with it, unless they name what only this run reads: everything else follows from the flow. */
export function stagedOf(plan: Plan, options: StageOptions): Staged {
  const isShared = kept?.planned.plan === plan && [...options.scans.values()].every(({ kind }) => kind === 'table')
  return kept !== undefined && isShared ? (kept.staged ??= stage(plan, options)) : stage(plan, options)
}
