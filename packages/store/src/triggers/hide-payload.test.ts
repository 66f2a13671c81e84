import { expect, test } from 'vitest'
import { hidePayload } from './hide-payload.ts'

test.each([
  ['{"password":"s3cret","n":1}', '{"password":"•••","n":1}'],
  ['{"user": {"Api-Key" : "a\\"b"}}', '{"user": {"Api-Key" : "•••"}}'],
  ['{"accessToken":12345,"note":"token"}', '{"accessToken":"•••","note":"token"}'],
  ['{"amount":12345678901234567.89}', '{"amount":12345678901234567.89}'],
])('%s is shown as %s', (payload, shown) => {
  expect(hidePayload(payload)).toBe(shown)
})

test('a long payload is cut, behind the hiding', () => {
  const shown = hidePayload(`{"secret":"${'x'.repeat(5_000)}","a":"${'y'.repeat(10_000)}"}`)
  expect(shown.length).toBe(4_001)
  expect(shown).toMatch(/^\{"secret":"•••",/)
})
