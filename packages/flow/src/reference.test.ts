import { expect, test } from 'vitest'
import { flowSchema } from './document.ts'
import { connectionsOf, enabledNodes, isConnectionReference, isSecretReference, referencesOf, secretsOf } from './reference.ts'

test.each([
  [{ secret: 'api_key' }, true],
  [{ secret: '' }, false],
  [{ secret: 'a b' }, false],
  [{ secret: 'a', more: 1 }, false],
  [{ connection: 'a' }, false],
  ['api_key', false],
  [null, false],
])('%j is a reference to a secret: %s', (value, expected) => expect(isSecretReference(value)).toBe(expected))

test.each([
  [{ connection: 'warehouse-2' }, true],
  [{ connection: '2' }, false],
  [{ connection: 'a', secret: 'b' }, false],
  [{ secret: 'a' }, false],
  ['warehouse', false],
])('%j is a reference to a connection: %s', (value, expected) => expect(isConnectionReference(value)).toBe(expected))

const flow = flowSchema.parse({
  sluice: 1,
  name: 'x',
  nodes: [
    {
      id: 'a',
      type: 'source.http',
      config: { token: { secret: 'b' }, headers: [{ value: { secret: 'a' } }, { value: { secret: 'b' } }] },
    },
    {
      id: 'off',
      type: 'source.postgresql',
      disabled: true,
      config: { connection: { connection: 'old' }, note: { connection: 'not a name' } },
    },
    { id: 'b', type: 'source.postgresql', config: { connection: { connection: 'warehouse' } } },
  ],
})

test('names every secret and connection that a flow refers to once', () => {
  expect(secretsOf(flow)).toEqual(['b', 'a'])
  expect(connectionsOf(flow)).toEqual(['old', 'warehouse'])
})

test('tells every place, of the nodes that run alone where they are asked for', () => {
  expect(referencesOf(enabledNodes(flow))).toEqual([
    { kind: 'secret', name: 'b', nodeId: 'a', path: ['token'] },
    { kind: 'secret', name: 'a', nodeId: 'a', path: ['headers', 0, 'value'] },
    { kind: 'secret', name: 'b', nodeId: 'a', path: ['headers', 1, 'value'] },
    { kind: 'connection', name: 'warehouse', nodeId: 'b', path: ['connection'] },
  ])
})
