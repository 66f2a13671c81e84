import type { FlowSummary, RunSummary } from '@sluice/contract'
import type { Sorting } from '../../ui/sort-header.tsx'

export type FlowSortKey = 'name' | 'lastRun' | 'updated'

const lastRunOf = (flow: FlowSummary): string => flow.lastRuns[0]?.startedAt ?? ''

const compare: Readonly<Record<FlowSortKey, (a: FlowSummary, b: FlowSummary, language: string) => number>> = {
  name: (a, b, language) => a.name.localeCompare(b.name, language, { numeric: true }),
  lastRun: (a, b) => lastRunOf(a).localeCompare(lastRunOf(b)),
  updated: (a, b) => a.updatedAt.localeCompare(b.updatedAt),
}

/** The flows whose name holds every word of the search, in the order asked for. */
export function arrangeFlows(
  flows: readonly FlowSummary[],
  search: string,
  sorting: Sorting<FlowSortKey>,
  language: string,
): readonly FlowSummary[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const found = flows.filter((flow) => words.every((word) => flow.name.toLowerCase().includes(word)))
  const sign = sorting.descending ? -1 : 1
  return found.toSorted((a, b) => sign * compare[sorting.by](a, b, language) || compare.name(a, b, language))
}

/** The figures over the list of flows. */
export interface FlowFigures {
  readonly runsInDay: number
  /** There are more runs than were read. */
  readonly runsInDayOrMore: boolean
  /** Of the runs of the last 24 hours that are over; null when there are none. */
  readonly succeededShare: number | null
  readonly running: number
  readonly rejectedRows: number
  readonly flowsWithRejects: number
  readonly failing: readonly FlowSummary[]
}

const DAY = 86_400_000

/** Counts the figures; `runs` are the newest, `total` how many there are. A flow is failing when its last finished run failed. */
export function figuresOf(flows: readonly FlowSummary[], runs: readonly RunSummary[], total: number, now: number): FlowFigures {
  const today = runs.filter((run) => now - new Date(run.createdAt).getTime() < DAY)
  const over = today.filter((run) => run.finishedAt !== null && run.status !== 'cancelled')
  const good = over.filter((run) => run.status !== 'failed')
  return {
    runsInDay: today.length,
    runsInDayOrMore: today.length === runs.length && runs.length < total,
    succeededShare: over.length === 0 ? null : good.length / over.length,
    running: runs.filter((run) => run.status === 'running' || run.status === 'queued').length,
    rejectedRows: flows.reduce((sum, flow) => sum + flow.rejectedRows, 0),
    flowsWithRejects: flows.filter((flow) => flow.rejectedRows > 0).length,
    failing: flows.filter((flow) => flow.lastRuns.find((run) => run.status !== 'running' && run.status !== 'queued')?.status === 'failed'),
  }
}

/** A name that no flow has yet: the base, then `base 2`, `base 3`, … */
export function freeName(base: string, flows: readonly { readonly name: string }[]): string {
  const taken = new Set(flows.map((flow) => flow.name))
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base} ${n}`
    if (!taken.has(name)) return name
  }
}
