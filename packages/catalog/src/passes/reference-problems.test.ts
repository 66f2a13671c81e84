import { emptyFlow, type Flow } from '@sluice/flow'
import { expect, test } from 'vitest'
import { referenceProblems } from './reference-problems.ts'

const node = (type: string, config: Flow['nodes'][number]['config'], disabled = false): Flow['nodes'][number] => ({ id: 'a', type, label: '', config, position: { x: 0, y: 0 }, disabled }) // prettier-ignore
const flowOf = (...nodes: Flow['nodes']): Flow => ({ ...emptyFlow('x'), nodes })
const known = { secrets: new Set(['token']), connections: new Map([['shop', 'postgresql'], ['crm', 'http']]) } // prettier-ignore
const codes = (flow: Flow): readonly string[] => referenceProblems(flow, known).map(({ code, path }) => `${(path ?? []).join('.')} ${code}`)

test.each([
  [{ token: { secret: 'token' } }, []],
  [{ token: { secret: 'gone' } }, ['token secret-missing']],
  [{ headers: [{ value: { secret: 'gone' } }] }, ['headers.0.value secret-missing']],
  [{ connection: { connection: 'shop' } }, []],
  [{ connection: { connection: 'gone' } }, ['connection connection-missing']],
  [{ connection: { connection: 'crm' } }, ['connection connection-type-unfit']],
  [{ connection: null }, []],
])('%j', (config, expected) => expect(codes(flowOf(node('source.postgresql', config)))).toEqual(expected))

test('a node that does not run may name anything; a kind that is not known takes any connection', () => {
  expect(codes(flowOf(node('source.postgresql', { connection: { connection: 'gone' } }, true)))).toEqual([])
  expect(codes(flowOf(node('source.other', { connection: { connection: 'crm' } })))).toEqual([])
})

test('a problem says which node, which place and what is meant', () => {
  expect(referenceProblems(flowOf(node('source.postgresql', { connection: { connection: 'crm' } })), known)).toEqual([
    { severity: 'error', code: 'connection-type-unfit', nodeId: 'a', path: ['connection'], params: { name: 'crm', type: 'http', expected: 'postgresql' } },
  ]) // prettier-ignore
})
