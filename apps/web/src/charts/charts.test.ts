import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineSegments } from './line-segments.ts'
import { valueTicks } from './value-ticks.ts'

test('an axis of amounts is marked at round values and ends at or behind the largest', () => {
  expect(valueTicks(0, 4)).toEqual([0, 1])
  expect(valueTicks(4, 4)).toEqual([0, 1, 2, 3, 4])
  expect(valueTicks(2, 4, true)).toEqual([0, 1, 2])
  expect(valueTicks(2, 4)).toEqual([0, 0.5, 1, 1.5, 2])
  expect(valueTicks(18_912, 4)).toEqual([0, 5_000, 10_000, 15_000, 20_000])
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), fc.integer({ min: 1, max: 8 }), (largest, most) => {
      const ticks = valueTicks(largest, most)
      expect(ticks.length - 1).toBeLessThanOrEqual(most)
      expect(ticks.at(-1)! * (1 + 1e-6)).toBeGreaterThanOrEqual(largest)
    }),
  )
})

test('a line has a gap where a value is missing', () => {
  const at = (index: number, value: number) => ({ index, value })
  expect(lineSegments([null, 1, 2, null, null, 0, null])).toEqual([[at(1, 1), at(2, 2)], [at(5, 0)]])
  expect(lineSegments([])).toEqual([])
})
