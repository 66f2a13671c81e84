import { expect, test } from 'vitest'
import { isIdle, namedBuckets, rowsPerRun, successShare } from './health-figures.ts'

const none = {
  succeeded: 0, withRejects: 0, failed: 0, cancelled: 0, medianMs: null, longestMs: null, counted: 0, rowsRead: null, rowsWritten: null, rowsRejected: null,
} // prettier-ignore

test('cancelled runs neither help nor hurt the share of successes', () => {
  expect(successShare(none)).toBeNull()
  expect(successShare({ ...none, cancelled: 3 })).toBeNull()
  expect(successShare({ ...none, succeeded: 2, withRejects: 1, failed: 1, cancelled: 9 })).toBe(0.75)
  expect([isIdle(none), isIdle({ ...none, cancelled: 1 })]).toEqual([true, false])
})

test('rows of a run are those of the runs whose rows are known', () => {
  expect(rowsPerRun({ ...none, counted: 3 }, 100)).toBe(33)
  expect(rowsPerRun(none, null)).toBeNull()
})

test('of many buckets some are named, the last one always', () => {
  expect([...namedBuckets(3, 6)].sort()).toEqual([0, 1, 2])
  expect([...namedBuckets(31, 6)]).toEqual([30, 24, 18, 12, 6, 0])
  expect([...namedBuckets(29, 8)]).toEqual([28, 24, 20, 16, 12, 8, 4, 0])
})
