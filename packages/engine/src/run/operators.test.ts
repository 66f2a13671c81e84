import { call, col, LIST, literal, TEXT, type PlanBuilder, type Relation } from '@sluice/plan'
import { expect, test } from 'vitest'
import { runPlan } from '../test/run-plan.ts'

/** A source of typed rows, a node under test and sinks, wired by hand. */
function source(builder: PlanBuilder, node: string, names: readonly string[], rows: readonly (readonly (string | null)[])[]): Relation {
  const values = builder.forNode(node).values(names, rows)
  builder.output({ node, port: 'rows', relation: values.id })
  return values
}

function wire(builder: PlanBuilder, relation: Relation, from: string, to: string, port = 'rows', fromPort = 'rows', index = 0): void {
  builder.input({ node: to, port, index, from: { node: from, port: fromPort }, relation: relation.id })
}

function out(builder: PlanBuilder, node: string, port: string, relation: Relation): void {
  builder.output({ node, port, relation: relation.id })
  const sink = `${node}-${port}`
  wire(builder, relation, node, sink, 'rows', port)
  builder.forNode(sink).write(relation, 'csv', { path: `${port}.csv` })
}

const column = (relation: Relation, name: string) => relation.columns.find((c) => c.name === name)!

test('a full join keeps the order of the left side, then the right side, and counts both', async () => {
  const { files, counts, broken } = await runPlan((builder) => {
    const left = source(builder, 'a', ['k', 'x'], [['1', 'a'], ['2', 'b'], ['2', 'c'], [null, 'd'], ['9', 'e']]) // prettier-ignore
    const right = source(builder, 'b', ['k', 'y'], [['2', 'p'], ['1', 'q'], ['2', 'r'], [null, 's']]) // prettier-ignore
    const node = builder.forNode('join')
    wire(builder, left, 'a', 'join', 'left')
    wire(builder, right, 'b', 'join', 'right')
    const joined = node.join({
      kind: 'left',
      left,
      right,
      on: [{ left: col(column(left, 'k')), right: col(column(right, 'k')) }],
      columns: [
        { name: 'k', type: TEXT, side: 'left', source: column(left, 'k').id },
        { name: 'x', type: TEXT, side: 'left', source: column(left, 'x').id },
        { name: 'y', type: TEXT, side: 'right', source: column(right, 'y').id },
      ],
    })
    out(builder, 'join', 'rows', joined)
    out(builder, 'join', 'unmatched-right', node.unmatched(joined, 'right', right.columns))
  })
  expect(files['rows.csv']).toBe('k,x,y\n1,a,q\n2,b,p\n2,b,r\n2,c,p\n2,c,r\n,d,\n9,e,\n')
  expect(files['unmatched-right.csv']).toBe('k,y\n,s\n')
  expect(broken).toEqual([])
  expect(counts.join).toEqual({
    in: { left: 5, right: 4 }, out: { rows: 7, 'unmatched-right': 1 }, passed: 6, created: 2, merged: 3, filtered: 0, rejected: 0,
  }) // prettier-ignore
})

test('semi and anti joins keep left rows and give the rest at removed', async () => {
  for (const [kind, kept, let_go] of [
    ['semi', 'k\n2\n2\n', 'k\n1\n""\n'],
    ['anti', 'k\n1\n""\n', 'k\n2\n2\n'],
  ] as const) {
    const { files, counts, broken } = await runPlan((builder) => {
      const left = source(builder, 'a', ['k'], [['1'], ['2'], [''], ['2']])
      const right = source(builder, 'b', ['k'], [['2'], ['7']])
      wire(builder, left, 'a', 'join', 'left')
      wire(builder, right, 'b', 'join', 'right')
      const node = builder.forNode('join')
      const on = [{ left: col(left.columns[0]!), right: col(right.columns[0]!) }]
      const joined = node.join({ kind, left, right, on, columns: left.columns.map((c) => ({ ...c, side: 'left' as const, source: c.id })) })
      out(builder, 'join', 'rows', joined)
      out(builder, 'join', 'removed', node.removed(joined, left.columns))
    })
    expect(broken).toEqual([])
    expect([files['rows.csv'], files['removed.csv']]).toEqual([kept, let_go])
    expect(counts.join).toMatchObject({ in: { left: 4, right: 2 }, passed: 2, merged: 2, filtered: 2 })
  }
})

test('thousands of groups of many rows fit into the memory of a small run, and keep the order of their values', async () => {
  const groups = 8_000
  const rows = Array.from({ length: groups * 20 }, (_, i): [string, string] => [`g${i % groups}`, `v${Math.floor(i / groups) % 7}`])
  const { files, broken } = await runPlan((builder) => {
    const input = source(builder, 'in', ['k', 'v'], rows)
    wire(builder, input, 'in', 'groups')
    const value = col(column(input, 'v'))
    const grouped = builder.forNode('groups').aggregate(input, [{ name: 'k', value: col(column(input, 'k')) }], [
      { name: 'usual', type: TEXT, fn: 'most-frequent', value },
      { name: 'all', type: TEXT, fn: 'join-text', value, separator: '' },
      { name: 'list', type: LIST, fn: 'list', value },
      { name: 'different', type: LIST, fn: 'list-distinct', value },
    ]) // prettier-ignore
    out(builder, 'groups', 'rows', grouped)
  })
  expect(broken).toEqual([])
  const all = Array.from({ length: 20 }, (_, i) => `v${i % 7}`)
  const cell = (list: readonly string[]): string => `"${JSON.stringify(list).replaceAll('"', '""')}"`
  const lines = files['rows.csv']?.split('\n') ?? []
  expect(lines.length).toBe(groups + 2)
  expect(new Set(lines.slice(1, -1).map((line) => line.slice(line.indexOf(','))))).toEqual(new Set([`,v0,${all.join('')},${cell(all)},${cell(all.slice(0, 7))}`])) // prettier-ignore
})

test('inputs put one after another straight into the table of what checks them keep their order and are counted on both sides', async () => {
  const rows = (from: number) => Array.from({ length: 150_000 }, (_none, i) => [String(from + i)])
  const { files, counts, broken } = await runPlan((builder) => {
    const inputs = [source(builder, 'a', ['n'], rows(0)), source(builder, 'b', ['n'], rows(150_000))]
    const union = builder.forNode('union')
    const parts = inputs.map((input) => ({ relation: input, columns: [column(input, 'n').id] }))
    const all = union.union([{ name: 'n', type: TEXT }], parts)
    inputs.forEach((input, index) => wire(builder, input, ['a', 'b'][index]!, 'union', 'in', 'rows', index))
    builder.output({ node: 'union', port: 'rows', relation: all.id })
    const filter = builder.forNode('filter')
    wire(builder, all, 'union', 'filter')
    const even = filter.filter(all, call('matches_regex', [col(column(all, 'n')), literal('[02468]$', TEXT)]))
    out(builder, 'filter', 'rows', even)
  })
  expect(files['rows.csv']).toBe(`n\n${Array.from({ length: 150_000 }, (_none, i) => `${i * 2}\n`).join('')}`)
  expect(broken).toEqual([])
  expect(counts.union).toMatchObject({ in: { in: 300_000 }, out: { rows: 300_000 }, passed: 300_000 })
  expect(counts.filter).toMatchObject({ in: { rows: 300_000 }, passed: 150_000, filtered: 150_000 })
})
