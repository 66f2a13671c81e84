import { expect, test } from 'vitest'
import { quietAfter } from './use-settled.ts'

test('a change that stands alone waits for nothing, those of typing for a pause', () => {
  expect([Infinity, 2_000, 500].map(quietAfter)).toEqual([0, 0, 0])
  expect(quietAfter(60)).toBeGreaterThan(60)
  expect(quietAfter(0)).toBe(quietAfter(499))
})
