import { policySchema } from '@sluice/contract'
import { expect, test } from 'vitest'
import { doubtsOf, policyDraft, policyOf, wrongSettings } from './policy-draft.ts'

const usual = policyDraft(policySchema.parse({}))

test('a policy goes into the form and comes out again; what is empty is not said', () => {
  const full = policySchema.parse({ attempts: 3, maxConcurrent: 2, memoryMb: 1_000, timeMinutes: 5, priority: -1 })
  expect(policyOf(policyDraft(full))).toEqual(full)
  expect(policyOf(usual)).toEqual(policySchema.parse({}))
  expect(usual).toMatchObject({ attempts: 1, maxConcurrent: '', memoryMb: '' })
})

test.each([
  ['attempts', ''], ['attempts', 0], ['attempts', 101], ['attempts', 1.5], ['attempts', '-'], ['backoffSeconds', -1], ['maxBackoffSeconds', 0],
  ['maxConcurrent', 0], ['priority', 11], ['priority', ''], ['memoryMb', 767], ['timeMinutes', 0],
] as const)('%s may not be "%s"', (setting, value) => {
  const draft = { ...usual, [setting]: value }
  expect([...wrongSettings(draft)]).toEqual([setting])
}) // prettier-ignore

test.each([['attempts', 100], ['backoffSeconds', 0], ['priority', -10], ['maxConcurrent', ''], ['memoryMb', 768]] as const)('%s may be "%s"', (setting, value) => {
  const draft = { ...usual, [setting]: value }
  expect(wrongSettings(draft).size).toBe(0)
  expect(policyOf(draft)).toBeDefined()
}) // prettier-ignore

test('what has no effect, or keeps a run waiting for ever, is said', () => {
  expect(doubtsOf(usual, 4_000)).toEqual({ backoffSeconds: 'unused', maxBackoffSeconds: 'unused' })
  expect(doubtsOf({ ...usual, attempts: 3 }, 4_000)).toEqual({})
  expect(doubtsOf({ ...usual, attempts: 3, maxBackoffSeconds: 10 }, 4_000)).toEqual({ maxBackoffSeconds: 'shorter' })
  expect(doubtsOf({ ...usual, attempts: 3, memoryMb: 4_001 }, 4_000)).toEqual({ memoryMb: 'tooLarge' })
  expect(doubtsOf({ ...usual, attempts: 3, memoryMb: 4_001 }, undefined)).toEqual({})
})
