import type { RunDto, RunEventDto } from '@sluice/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldRunEvent, isOver, liveRun, startedRun, type LiveRun } from './fold-run-event.ts'

const AT = '2026-05-01T10:00:00Z'
const counts = (rows: number, rejected = 0) => ({
  in: { rows },
  out: { rows: rows - rejected },
  passed: rows - rejected,
  created: 0,
  merged: 0,
  filtered: 0,
  rejected,
})
const read: RunDto = {
  id: 'r', flowId: 'f', flowName: 'Flow', flowRevision: 1, status: 'queued', trigger: 'manual', createdAt: AT, startedAt: null, finishedAt: null,
  durationMs: null, rejectedRows: 0,
  published: false,
  triggerRef: null, startedBy: 'me', flow: { sluice: 1, name: 'Flow', parameters: [], nodes: [], edges: [], notes: [] },
  parameters: {}, nodes: {}, outputs: [], problems: [], lastEventId: 0,
  progress: { attempt: 1, maxAttempts: 1, losses: 0, phase: 'working', movesMarks: false, notBefore: null, parentId: null }, writePlan: null,
} // prettier-ignore
const output = { id: 'o', node: 'out', path: 'out.csv', kind: 'file', format: 'csv', rows: 2, bytes: 20 } as const
const events: readonly RunEventDto[] = [
  { id: 1, type: 'status', status: 'running', at: AT, durationMs: null, problems: [] },
  { id: 2, type: 'log', level: 'info', code: 'run-started', params: {}, at: AT },
  { id: 3, type: 'node-status', node: 'in', status: 'running', at: AT },
  { id: 4, type: 'counts', nodes: { in: counts(100, 1) }, final: false },
  { id: 5, type: 'counts', nodes: { in: counts(300, 2), clean: counts(298, 5) }, final: true },
  { id: 6, type: 'node-status', node: 'in', status: 'done', at: AT },
  { id: 7, type: 'output', output, at: AT },
  { id: 8, type: 'status', status: 'succeeded-with-rejects', at: '2026-05-01T10:00:03Z', durationMs: 3_000, problems: [] },
]
const fold = (run: LiveRun, heard: readonly RunEventDto[]): LiveRun => heard.reduce(foldRunEvent, run)

test('a run folded from its events is as it ended', () => {
  expect(fold(liveRun(read), events)).toMatchObject({
    status: 'succeeded-with-rejects',
    startedAt: AT,
    finishedAt: '2026-05-01T10:00:03Z',
    durationMs: 3_000,
    rejectedRows: 7,
    nodes: { in: { status: 'done', counts: counts(300, 2) }, clean: { status: 'running', counts: counts(298, 5) } },
    outputs: [output],
    lastEventId: 8,
    log: [1, 2, 3, 6, 7, 8].map((id) => ({ id })),
  })
})

test('a status without counts keeps the counts known before, and counts keep the status', () => {
  const run = fold(liveRun(read), events.slice(0, 6))
  expect(run.nodes['in']).toEqual({ status: 'done', counts: counts(300, 2), startedAt: AT, finishedAt: AT })
})

test('resuming anywhere and hearing events twice changes nothing', () => {
  const whole = fold(liveRun(read), events)
  const place = fc.nat({ max: events.length })
  fc.assert(
    fc.property(place, place, (broken, resumed) => {
      expect(fold(fold(liveRun(read), events.slice(0, broken)), events.slice(Math.min(broken, resumed)))).toEqual(whole)
    }),
  )
})

test('a run read late takes from older events only their log', () => {
  const late: LiveRun = liveRun({ ...read, status: 'failed', lastEventId: 8 })
  expect(fold(late, events)).toEqual({ ...late, log: events.filter((event) => event.type !== 'counts') })
})

test('which states are the last', () => {
  expect((['queued', 'running', 'succeeded', 'succeeded-with-rejects', 'failed', 'cancelled'] as const).map(isOver)).toEqual([
    false,
    false,
    true,
    true,
    true,
    true,
  ])
})

test('a run that was started here is what the server would say of it, and is followed by its events', () => {
  const { id, flowId, flowName, flowRevision, status, trigger, createdAt, startedAt, finishedAt, durationMs, rejectedRows, published, triggerRef, startedBy } = read // prettier-ignore
  const summary = { id, flowId, flowName, flowRevision, status, trigger, createdAt, startedAt, finishedAt, durationMs, rejectedRows, published, triggerRef, startedBy } // prettier-ignore
  expect(startedRun(summary, read.flow, {})).toEqual(liveRun(read))
  expect(fold(startedRun(summary, read.flow, {}), events)).toEqual(fold(liveRun(read), events))
})
