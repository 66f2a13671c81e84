import type { RunState } from '@sluice/contract'
import { expect, test } from 'vitest'
import { liveRun, type LiveRun } from '../../api/fold-run-event.ts'
import { timelineOf } from './timeline.ts'

const START = Date.parse('2026-05-01T10:00:00Z')
const at = (ms: number): string => new Date(START + ms).toISOString()
const node = (id: string) => ({ id, type: 'x', version: 1, label: id, position: { x: 0, y: 0 }, config: {}, disabled: false })
type Line = LiveRun['log'][number]

let ids = 0
const status = (is: RunState, ms: number): Line => ({ id: ++ids, type: 'status', status: is, at: at(ms), durationMs: null, problems: [] })
const tell = (of: string, is: 'running' | 'done' | 'failed', ms: number): Line => ({ id: ++ids, type: 'node-status', node: of, status: is, at: at(ms) }) // prettier-ignore
const say = (code: string, ms: number): Line => ({ id: ++ids, type: 'log', level: 'warning', code, params: {}, at: at(ms) })

function run(is: RunState, log: readonly Line[], more: Partial<LiveRun> = {}): LiveRun {
  return {
    ...liveRun({
      id: 'r', flowId: 'f', flowName: 'Flow', flowRevision: 1, status: is, trigger: 'manual', createdAt: at(-500), startedAt: at(0),
      finishedAt: null, durationMs: null, rejectedRows: 0, published: false, triggerRef: null, startedBy: 'me',
      flow: { sluice: 1, name: 'Flow', parameters: [], nodes: [node('in'), node('clean'), node('out')], edges: [], notes: [] },
      parameters: {}, nodes: {}, outputs: [], problems: [], lastEventId: log.at(-1)?.id ?? 0, writePlan: null,
      progress: { attempt: 1, maxAttempts: 1, losses: 0, phase: 'working', movesMarks: false, notBefore: null, parentId: null },
    }),
    log,
    ...more,
  } // prettier-ignore
}
const attempts = (of: LiveRun) => {
  const timeline = timelineOf(of)
  if (timeline.kind !== 'attempts') throw new Error(timeline.kind)
  return timeline.attempts.map(({ nodes, from, to, ...attempt }) => ({
    ...attempt,
    span: [from - START, to === undefined ? undefined : to - START],
    nodes: nodes.map((n) => [n.node, n.state, ...[n.from, n.to].map((ms) => (ms === undefined ? undefined : ms - START))]),
  }))
}

test('nodes wait, work and are done, in the order in which they began', () => {
  const log = [status('running', 0), tell('clean', 'running', 20), tell('in', 'running', 10), tell('in', 'done', 30)]
  expect(attempts(run('running', log))).toEqual([
    {
      number: 1,
      span: [0, undefined],
      end: undefined,
      reason: undefined,
      nodes: [
        ['in', 'done', 10, 30],
        ['clean', 'working', 20, undefined],
        ['out', 'waiting', undefined, undefined],
      ],
    },
  ])
})

test('what was at work when a run failed or was cancelled ended there, and the rest was not reached', () => {
  const log = [status('running', 0), tell('in', 'running', 10), tell('in', 'done', 20), tell('clean', 'running', 20)]
  expect(attempts(run('failed', [...log, tell('clean', 'failed', 40), status('failed', 50)]))[0]).toMatchObject({
    end: 'failed',
    span: [0, 50],
    nodes: [
      ['in', 'done', 10, 20],
      ['clean', 'failed', 20, 40],
      ['out', 'unreached', undefined, undefined],
    ],
  })
  // A worker that was lost says nothing of the node it was at.
  expect(attempts(run('failed', [...log, status('failed', 50)]))[0]?.nodes[1]).toEqual(['clean', 'failed', 20, 50])
  expect(attempts(run('cancelled', [...log, status('cancelled', 50)]))[0]?.nodes[1]).toEqual(['clean', 'stopped', 20, 50])
})

test('a run that was tried again has an attempt for each try, with the reason for the next one', () => {
  const waits = say('retry-waits', 50)
  const log = [
    status('running', 0), tell('in', 'running', 10), say('source-retried', 20), tell('in', 'failed', 40), waits, status('queued', 50),
    status('running', 1_000), tell('in', 'running', 1_010), tell('in', 'done', 1_020), status('awaiting-approval', 1_030),
    status('queued', 5_000), status('running', 6_000), tell('in', 'done', 6_001), tell('clean', 'done', 6_001), tell('out', 'running', 6_001), tell('out', 'done', 6_009), status('succeeded', 6_010),
  ] // prettier-ignore
  expect(attempts(run('succeeded', log))).toMatchObject([
    { number: 1, span: [0, 50], end: 'queued', reason: waits, nodes: [['in', 'failed', 10, 40], {}, {}] },
    { number: 2, span: [1_000, 1_030], end: 'awaiting-approval', reason: undefined, nodes: [['in', 'done', 1_010, 1_020], {}, {}] },
    {
      number: 3,
      span: [6_000, 6_010],
      end: 'succeeded',
      nodes: [
        ['in', 'kept', undefined, 6_001],
        ['clean', 'kept', undefined, 6_001],
        ['out', 'done', 6_001, 6_009],
      ],
    },
  ])
})

test('a run without events of its nodes shows what it knows of them itself', () => {
  const nodes: LiveRun['nodes'] = {
    in: { status: 'done', counts: null, startedAt: at(5), finishedAt: at(9) },
    clean: { status: 'failed', counts: null, startedAt: at(9), finishedAt: at(12) },
  }
  const light = run('failed', [status('running', 0), status('failed', 12)], { nodes, finishedAt: at(12) })
  expect(attempts(light)).toMatchObject([
    {
      number: 1,
      span: [0, 12],
      nodes: [
        ['in', 'done', 5, 9],
        ['clean', 'failed', 9, 12],
        ['out', 'unreached', undefined, undefined],
      ],
    },
  ])
  const third = run('failed', [], { nodes, finishedAt: at(12), progress: { ...light.progress, attempt: 3 } })
  expect(timelineOf(third)).toMatchObject({ kind: 'attempts', earlierGone: true, attempts: [{ number: 3, from: START + 5 }] })
})

test('a run of which nothing is kept says so, one whose events are on their way does not, one that nobody took has none', () => {
  expect(timelineOf(run('succeeded', []))).toEqual({ kind: 'gone' })
  expect(timelineOf(run('succeeded', [], { lastEventId: 7 }))).toEqual({ kind: 'reading' })
  expect(timelineOf(run('queued', [status('queued', 0)], { startedAt: null }))).toEqual({ kind: 'not-begun' })
  expect(attempts(run('running', [status('running', 0)]))[0]?.nodes.map(([, state]) => state)).toEqual(['waiting', 'waiting', 'waiting'])
})
