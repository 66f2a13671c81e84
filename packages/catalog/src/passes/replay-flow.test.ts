import { type Flow, type FlowNode } from '@sluice/flow'
import { expect, test } from 'vitest'
import { planFlow } from './plan-flow.ts'
import { replayFlow, type ReplayRow } from './replay-flow.ts'

const options = { zone: 'UTC', now: '2026-01-01T00:00:00Z' }
const at = (id: string, type: string, config: FlowNode['config'] = {}): FlowNode => ({
  id,
  type,
  label: '',
  config,
  position: { x: 0, y: 0 },
  disabled: false,
})
const wire = (text: string): Flow['edges'][number] => {
  const [from = '', to = ''] = text.split('>')
  const [fromNode = '', fromPort = 'rows'] = from.split('.')
  const [toNode = '', toPort = 'rows', index] = to.split('.')
  return {
    from: { node: fromNode, port: fromPort },
    to: { node: toNode, port: toPort, ...(index === undefined ? {} : { index: Number(index) }) },
  }
}
const table = (id: string, columns: readonly string[], types: Readonly<Record<string, string>> = {}): FlowNode =>
  at(id, 'source.table', {
    data: { columns: [...columns], rows: [columns.map(() => '1')] },
    types: Object.entries(types).map(([column, type]) => ({ column, type })),
  })

/** Orders with a typed amount are checked, joined with customers, and put under other orders. */
const flow: Flow = {
  sluice: 1,
  name: 'Orders',
  parameters: [],
  notes: [],
  nodes: [
    table('orders', ['id', 'amount'], { amount: 'decimal(12,2)' }),
    table('customers', ['id', 'name']),
    table('others', ['id', 'amount'], { amount: 'decimal(12,2)' }),
    at('check', 'clean.validate', { rules: [{ column: 'amount', rule: 'required' }] }),
    at('all', 'combine.union'),
    at('join', 'combine.join', { kind: 'left', keys: [{ left: 'id', right: 'id' }] }),
    at('out', 'sink.table'),
  ],
  edges: ['orders>check', 'check>all.in.0', 'others>all.in.1', 'all>join.left', 'customers>join.right', 'join>out'].map(wire),
}
const errorsOf = (made: Flow) => planFlow(made, options).problems.filter(({ severity }) => severity === 'error')
const replayed = (node: string, rows: readonly ReplayRow[]): Flow => {
  const made = replayFlow(flow, node, rows, options)
  if ('code' in made) throw new Error(made.code)
  return made
}

test('rows enter the node that rejected them with its types; what follows and what that needs comes along', () => {
  const made = replayed('check', [
    { id: '7', amount: '12.50' },
    { id: '8', amount: null },
  ])
  expect(made.nodes.map(({ id }) => id).sort()).toEqual(['all', 'check', 'customers', 'join', 'out', 'replayed-rows'])
  expect(made.nodes.find(({ id }) => id === 'replayed-rows')?.config).toEqual({
    data: {
      columns: ['id', 'amount'],
      rows: [
        ['7', '12.50'],
        ['8', null],
      ],
    },
    emptyIsMissing: false,
    types: [
      { column: 'id', type: 'text' },
      { column: 'amount', type: 'decimal(12,2)' },
    ],
  })
  expect(errorsOf(made)).toEqual([])
})

test('rows of a source take its place', () => {
  const made = replayed('orders', [{ id: '7', amount: '1' }])
  expect(made.nodes.map(({ id }) => id)).not.toContain('others')
  expect(made.nodes.find(({ id }) => id === 'orders')?.config).toMatchObject({ data: { rows: [['7', '1']] } })
  expect(errorsOf(made)).toEqual([])
})

test('a node or a column that is gone is told', () => {
  expect(replayFlow(flow, 'gone', [{ id: '1' }], options)).toEqual({ code: 'replay-node-gone', params: { node: 'gone' } })
  expect(replayFlow(flow, 'check', [{ price: '1' }], options)).toEqual({
    code: 'replay-columns-gone',
    params: { node: 'check', columns: 'price' },
  })
})
