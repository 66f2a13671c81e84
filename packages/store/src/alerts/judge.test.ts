import { expect, test } from 'vitest'
import { judgeRun, type EndedRun, type Judgement } from './judge.ts'
import { alertConditionSchema } from '@sluice/contract'

const run = (change: Partial<EndedRun> = {}): EndedRun => ({
  id: 'r', flowId: 'f', status: 'succeeded', durationMs: 1_000, rejected: 0, read: 100, code: null, failedInARow: 0, usualMs: null, ...change,
}) // prettier-ignore
const failed = (failedInARow: number) => run({ status: 'failed', code: 'no-space', failedInARow })
const told = (judgement: Judgement) => (judgement === undefined || judgement === 'well' ? judgement : 'trouble')

test.each([
  ['a failure', { kind: 'failed' }, failed(1), 'trouble'],
  ['one failure where two in a row are asked for', { kind: 'failed', inARow: 2 }, failed(1), undefined],
  ['two failures in a row', { kind: 'failed', inARow: 2 }, failed(2), 'trouble'],
  ['a success after failures', { kind: 'failed', inARow: 2 }, run(), 'well'],
  ['as many rejected rows as allowed', { kind: 'rejected', rows: 5 }, run({ rejected: 5 }), 'well'],
  ['more rejected rows', { kind: 'rejected', rows: 5 }, run({ rejected: 6 }), 'trouble'],
  ['a larger part rejected', { kind: 'rejected', percent: 5 }, run({ rejected: 6 }), 'trouble'],
  ['the part of nothing', { kind: 'rejected', percent: 5 }, run({ rejected: 0, read: 0 }), 'well'],
  ['rejects of a failed run', { kind: 'rejected', rows: 0 }, failed(1), undefined],
  ['a long run', { kind: 'duration', seconds: 1 }, run({ durationMs: 1_001 }), 'trouble'],
  ['a run of the allowed length', { kind: 'duration', seconds: 1 }, run(), 'well'],
  ['three times as long as usual', { kind: 'duration', times: 3 }, run({ durationMs: 3_001, usualMs: 1_000 }), 'trouble'],
  ['nothing usual yet', { kind: 'duration', times: 3 }, run({ durationMs: 9_999 }), 'well'],
  ['a success for freshness', { kind: 'freshness', minutes: 5 }, run({ status: 'succeeded-with-rejects' }), 'well'],
  ['a failure for freshness', { kind: 'freshness', minutes: 5 }, failed(1), undefined],
  ['a run for the queue', { kind: 'queue', minutes: 5 }, run(), undefined],
])('%s', (_what, condition, ended, expected) => {
  expect(told(judgeRun(alertConditionSchema.parse(condition), ended))).toBe(expected)
})

test.each([
  { kind: 'rejected' },
  { kind: 'duration' },
  { kind: 'failed', inARow: 0 },
  { kind: 'freshness', minutes: 0 },
  { kind: 'mood' },
  { kind: 'failed', then: 1 },
])('the condition %j is refused', (condition) => {
  expect(alertConditionSchema.safeParse(condition).success).toBe(false)
})
