import type { RunState } from '@sluice/contract'
import { isOver, type LiveRun } from '../../api/fold-run-event.ts'

type Line = LiveRun['log'][number]
type NodeLine = Extract<Line, { type: 'node-status' }>

/**
 * What a node did in one attempt. Times are milliseconds since 1970; `from` is missing for a node that was done at once, `to` as
 * long as it works. `kept`: an earlier attempt did it, this one only went on. `unreached`: the attempt ended before its turn.
 */
export interface NodeTimes {
  readonly node: string
  readonly state: 'waiting' | 'working' | 'done' | 'kept' | 'failed' | 'stopped' | 'unreached'
  readonly from: number | undefined
  readonly to: number | undefined
}

/** One attempt at a run, its nodes in the order in which they began. `to` is missing while it works. */
export interface Attempt {
  readonly number: number
  readonly from: number
  readonly to: number | undefined
  /** The state of the run behind it: queued when it is tried again, absent while it works. */
  readonly end: RunState | undefined
  /** What the log says of its end. */
  readonly reason: Extract<Line, { type: 'log' }> | undefined
  readonly nodes: readonly NodeTimes[]
}

/**
 * When the nodes of a run worked. `earlierGone`: only the last of several attempts is known. `reading`: the events are on their
 * way; `not-begun`: nobody has taken the run; `gone`: it was, and no times are kept.
 */
export type Timeline =
  | { readonly kind: 'attempts'; readonly attempts: readonly Attempt[]; readonly earlierGone: boolean }
  | { readonly kind: 'reading' | 'not-begun' | 'gone' }

interface Draft {
  readonly from: number
  to?: number
  end?: RunState
  reason?: Extract<Line, { type: 'log' }>
  readonly lines: NodeLine[]
}

/** What the log says when a run goes back to the queue. */
const TRIED_AGAIN: ReadonlySet<string> = new Set(['retry-waits', 'attempt-lost'])

/** Takes the log of a run apart into its attempts: each begins with `running` and ends with the next state. */
function attemptsIn(log: LiveRun['log']): readonly Draft[] {
  const drafts: Draft[] = []
  for (const line of log) {
    const last = drafts.at(-1)
    const open = last?.end === undefined ? last : undefined
    switch (line.type) {
      case 'status':
        if (line.status === 'running') drafts.push({ from: Date.parse(line.at), lines: [] })
        else if (open !== undefined) Object.assign(open, { to: Date.parse(line.at), end: line.status })
        break
      case 'node-status':
        open?.lines.push(line)
        break
      case 'log':
        if (open !== undefined && TRIED_AGAIN.has(line.code)) open.reason = line
        break
      case 'output':
        break
    }
  }
  return drafts
}

function timesOf(node: string, draft: Draft, isFirst: boolean): NodeTimes {
  const own = draft.lines.filter((line) => line.node === node)
  const [began, done, failed] = (['running', 'done', 'failed'] as const).map((status) => own.findLast((line) => line.status === status))
  const from = began === undefined ? undefined : Date.parse(began.at)
  if (failed !== undefined) return { node, state: 'failed', from, to: Date.parse(failed.at) }
  if (done !== undefined) return { node, state: from === undefined && !isFirst ? 'kept' : 'done', from, to: Date.parse(done.at) }
  if (from === undefined) return { node, state: draft.end === undefined ? 'waiting' : 'unreached', from, to: undefined }
  if (draft.end === undefined) return { node, state: 'working', from, to: undefined }
  return { node, state: draft.end === 'failed' ? 'failed' : 'stopped', from, to: draft.to }
}

/** What the run itself knows of its nodes, when no events of them are kept: small triggered runs write none. */
function timesInRun(run: LiveRun, node: string): NodeTimes {
  const known = run.nodes[node]
  const at = (iso: string | null | undefined): number | undefined => (iso == null ? undefined : Date.parse(iso))
  const [from, to] = [at(known?.startedAt), at(known?.finishedAt)]
  const over = isOver(run.status)
  switch (known?.status ?? 'waiting') {
    case 'waiting':
      return { node, state: from !== undefined ? 'stopped' : over ? 'unreached' : 'waiting', from, to }
    case 'running':
      return { node, state: over ? 'stopped' : 'working', from, to }
    case 'done':
      return { node, state: 'done', from, to }
    case 'failed':
      return { node, state: 'failed', from, to }
  }
}

const inOrder = (nodes: readonly NodeTimes[]): readonly NodeTimes[] =>
  nodes.toSorted((a, b) => (a.from ?? a.to ?? Infinity) - (b.from ?? b.to ?? Infinity) || 0)

function fromRun(run: LiveRun): Timeline {
  const nodes = inOrder(run.flow.nodes.map(({ id }) => timesInRun(run, id)))
  const known = nodes.flatMap(({ from, to }) => [from, to].filter((at) => at !== undefined))
  if (known.length === 0) return { kind: run.lastEventId > 0 && run.log.length === 0 ? 'reading' : 'gone' }
  const from = Math.min(...known, ...(run.progress.attempt > 1 || run.startedAt === null ? [] : [Date.parse(run.startedAt)]))
  const attempt = { number: run.progress.attempt, from, to: run.finishedAt === null ? undefined : Date.parse(run.finishedAt) }
  const end = isOver(run.status) ? run.status : undefined
  return { kind: 'attempts', attempts: [{ ...attempt, end, reason: undefined, nodes }], earlierGone: run.progress.attempt > 1 }
}

/** When each node of a run waited, worked and was done, attempt by attempt, from the run's events. */
export function timelineOf(run: LiveRun): Timeline {
  const drafts = attemptsIn(run.log)
  if (drafts.length === 0 && run.startedAt === null) return { kind: 'not-begun' }
  const isWithoutNodes = drafts.every(({ lines }) => lines.length === 0)
  if (isWithoutNodes && (isOver(run.status) || drafts.length === 0)) return fromRun(run)
  const attempts = drafts.map((draft, index): Attempt => ({
    number: index + 1,
    from: draft.from,
    to: draft.to,
    end: draft.end,
    reason: draft.end === 'queued' ? draft.reason : undefined,
    nodes: inOrder(run.flow.nodes.map(({ id }) => timesOf(id, draft, index === 0))),
  }))
  return { kind: 'attempts', attempts, earlierGone: false }
}
