import { flowSchema, type Flow } from '@sluice/flow'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeText, findDefinition, nodeDefinitions } from '../index.ts'
import { configOf } from '../kit/config-arbitrary.fixture.ts'
import { planFlow } from './plan-flow.ts'

const ids = ['a', 'b', 'c', 'd', 'e', 'f'] as const
const ports = ['rows', 'in', 'left', 'right', 'rejected', 'removed', 'conflicts', 'unmatched-left', 'nope']

const nodes = fc.tuple(
  ...ids.map((id) =>
    fc.constantFrom(...nodeDefinitions).chain((definition) =>
      fc.record({
        id: fc.constant(id),
        type: fc.constantFrom(definition.type, definition.type, definition.type, 'clean.nothing'),
        config: configOf(definition.fields),
        disabled: fc.boolean().map((off) => off && id > 'd'),
      }),
    ),
  ),
)

const ends = fc.record({ node: fc.constantFrom(...ids, 'gone'), port: fc.constantFrom(...ports) })
/** Wires that fit, most of the time, so that rows come far; the others are of any kind. */
const fitting = (list: readonly { readonly id: string; readonly type: string }[]): readonly unknown[] =>
  list.slice(1).flatMap((node, index) =>
    (findDefinition(node.type)?.inputs ?? []).flatMap((port) => {
      const from = list[index]
      return from === undefined ? [] : [{ from: { node: from.id, port: 'rows' }, to: { node: node.id, port: port.name } }]
    }),
  )

const flows: fc.Arbitrary<Flow> = fc.tuple(nodes, fc.array(fc.record({ from: ends, to: ends }), { maxLength: 3 })).map(([list, wires]) =>
  flowSchema.parse({
    sluice: 1,
    name: 'random',
    parameters: [{ name: 'since', type: 'text', default: 'x' }],
    nodes: list,
    edges: [...fitting(list), ...wires],
  }),
)

test('any flow is planned without raising; the plan hangs together and every problem has a text', () => {
  fc.assert(
    fc.property(flows, (flow) => {
      const { plan, problems, ports: known } = planFlow(flow, { zone: 'UTC', now: '2026-03-01T00:00:00Z' })
      const relations = new Set(plan.relations.map((relation) => relation.id))
      expect(relations.size).toBe(plan.relations.length)
      for (const { relation } of [...plan.outputs, ...plan.inputs]) expect(relations.has(relation)).toBe(true)
      for (const { columns } of known) expect(new Set(columns.map((column) => column.id)).size).toBe(columns.length)
      const shared = problems.some((problem) => problem.code === 'duplicate-column')
      for (const { columns } of shared ? [] : known) expect(new Set(columns.map((column) => column.name)).size).toBe(columns.length)
      for (const { code, params } of problems) expect(codeText(code, params, 'zh-CN')).not.toBe(code)
    }),
    { numRuns: 300 },
  )
})
