import type { RunDto, RunEventDto, RunSummary } from '@sluice/contract'
import type { Flow } from '@sluice/flow'

type LogEvent = Exclude<RunEventDto, { type: 'counts' }>

/** A run as the browser follows it: what the server said at reading, and everything since. */
export type LiveRun = RunDto & { readonly log: readonly LogEvent[] }

/** A run just read, before any event. */
export const liveRun = (run: RunDto): LiveRun => ({ ...run, log: [] })

/** No event comes after these. */
export const isOver = (status: RunDto['status']): boolean => status !== 'queued' && status !== 'running' && status !== 'awaiting-approval'

function withLine(run: LiveRun, event: RunEventDto): LiveRun {
  if (event.type === 'counts' || run.log.some((line) => line.id === event.id)) return run
  return { ...run, log: [...run.log, event].sort((a, b) => a.id - b.id) }
}

type Node = RunDto['nodes'][string]
const UNTOUCHED: Node = { status: 'waiting', counts: null, startedAt: null, finishedAt: null }

/** A run that was started right here: everything about it is known, so that its events can be heard without reading it first. */
export const startedRun = (begun: RunSummary, flow: Flow, parameters: Readonly<Record<string, string>>): LiveRun => ({
  ...begun,
  flow,
  parameters,
  nodes: Object.fromEntries(flow.nodes.map(({ id }) => [id, UNTOUCHED])),
  outputs: [],
  problems: [],
  progress: { attempt: 1, maxAttempts: 1, losses: 0, phase: 'working', movesMarks: false, notBefore: null, parentId: null },
  writePlan: null,
  lastEventId: 0,
  log: [],
})

function withStatus(node: Node, { status, at }: Extract<RunEventDto, { type: 'node-status' }>): Node {
  switch (status) {
    case 'waiting':
      return { ...node, status }
    case 'running':
      return { ...node, status, startedAt: at, finishedAt: null }
    case 'done':
    case 'failed':
      return { ...node, status, finishedAt: at }
  }
}

/**
 * What one event changes in a run. Counts are absolute, so an event heard twice or older than the run as read changes
 * nothing but the log, which takes lines whatever their age, because the run as read has none.
 */
export function foldRunEvent(before: LiveRun, event: RunEventDto): LiveRun {
  const run = withLine(before, event)
  if (event.id <= run.lastEventId) return run
  const next = { ...run, lastEventId: event.id }
  switch (event.type) {
    case 'log':
      return next
    case 'status':
      return {
        ...next,
        status: event.status,
        durationMs: event.durationMs,
        problems: event.problems,
        startedAt: run.startedAt ?? (event.status === 'queued' ? null : event.at),
        finishedAt: isOver(event.status) ? event.at : run.finishedAt,
      }
    case 'node-status':
      return { ...next, nodes: { ...run.nodes, [event.node]: withStatus(run.nodes[event.node] ?? UNTOUCHED, event) } }
    case 'counts': {
      const nodes = { ...run.nodes }
      for (const [node, counts] of Object.entries(event.nodes))
        nodes[node] = { ...(nodes[node] ?? { ...UNTOUCHED, status: 'running' }), counts }
      const rejectedRows = Object.values(nodes).reduce((sum, node) => sum + (node.counts?.rejected ?? 0), 0)
      return { ...next, nodes, rejectedRows }
    }
    case 'output':
      return run.outputs.some((output) => output.id === event.output.id) ? next : { ...next, outputs: [...run.outputs, event.output] }
  }
}
