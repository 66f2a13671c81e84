import { expect, test } from 'vitest'
import { flowSchema } from './document.ts'
import { isSecretReference, secretsOf } from './secret.ts'

test.each([
  [{ secret: 'api_key' }, true],
  [{ secret: '' }, false],
  [{ secret: 'a b' }, false],
  [{ secret: 'a', more: 1 }, false],
  ['api_key', false],
  [null, false],
])('%j is a reference: %s', (value, expected) => expect(isSecretReference(value)).toBe(expected))

test('names every secret that a flow refers to once', () => {
  const config = { token: { secret: 'b' }, headers: [{ value: { secret: 'a' } }, { value: { secret: 'b' } }] }
  const flow = flowSchema.parse({ sluice: 1, name: 'x', nodes: [{ id: 'a', type: 'source.http', config }] })
  expect(secretsOf(flow)).toEqual(['b', 'a'])
})
