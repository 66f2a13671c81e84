import fc from 'fast-check'
import { expect, test } from 'vitest'
import { durationTicks } from './duration-ticks.ts'

test('an axis of time is marked at durations that clocks show', () => {
  expect(durationTicks(0, 5)).toEqual([0])
  expect(durationTicks(7, 5)).toEqual([0, 2, 4, 6])
  expect(durationTicks(870, 5)).toEqual([0, 200, 400, 600, 800])
  expect(durationTicks(4_200, 5)).toEqual([0, 1_000, 2_000, 3_000, 4_000])
  expect(durationTicks(100_000, 5)).toEqual([0, 30_000, 60_000, 90_000])
  expect(durationTicks(5 * 3_600_000, 5)).toEqual([0, 1, 2, 3, 4, 5].map((hours) => hours * 3_600_000))
  expect(durationTicks(9 * 86_400_000, 5)).toEqual([0, 2, 4, 6, 8].map((days) => days * 86_400_000))
})

test('there are never more marks than asked for, and never none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4e9 }), fc.integer({ min: 2, max: 12 }), (total, most) => {
      const ticks = durationTicks(total, most)
      expect(ticks.length).toBeLessThanOrEqual(most + 1)
      expect(ticks.length).toBeGreaterThanOrEqual(2)
      expect(ticks.at(-1)).toBeLessThanOrEqual(total)
    }),
  )
})
