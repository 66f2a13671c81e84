import { expect, test } from 'vitest'
import { eachFailure } from './each-failure.ts'

const row = { code: 'value-required', column: 'name', message: 'name is missing.; “x” in mail is no e-mail address.', value: null }

test('a row with a list is told failure by failure, each with its own message', () => {
  const failures = [
    { code: 'value-required', column: 'name', message: 'name is missing.', value: null },
    { code: 'rule-broken', column: '', message: 'The rule a > 0 does not hold.', value: null },
    { code: 'not-an-email', column: 'mail', value: 'x' },
  ]
  expect(eachFailure({ ...row, failures })).toEqual([
    { code: 'value-required', column: 'name', message: 'name is missing.', value: null },
    { code: 'rule-broken', column: null, message: 'The rule a > 0 does not hold.', value: null },
    { code: 'not-an-email', column: 'mail', message: '', value: 'x' },
  ])
})

test('a row without a list is its only failure', () => {
  expect(eachFailure({ ...row, failures: null })).toEqual([row])
  expect(eachFailure({ code: 'c', column: null, message: 'm' })).toEqual([{ code: 'c', column: null, message: 'm', value: null }])
})
