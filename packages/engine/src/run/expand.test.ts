import { TEXT, type PlanBuilder, type Relation } from '@sluice/plan'
import { expect, test } from 'vitest'
import { runPlan, type PlanRun } from '../test/run-plan.ts'

const LISTS: readonly (readonly [string, string | null])[] = [
  ['a', '["x", "y"]'],
  ['b', '[]'],
  ['c', null],
  ['d', '[12345678901234567.89, null, {"k": [1]}, "z"]'],
  ['e', 'no list'],
]

function sink(builder: PlanBuilder, port: string, relation: Relation): void {
  builder.output({ node: 'expand', port, relation: relation.id })
  builder.input({ node: `to-${port}`, port: 'rows', index: 0, from: { node: 'expand', port }, relation: relation.id })
  builder.forNode(`to-${port}`).write(relation, 'csv', { path: `${port}.csv` })
}

/** Takes the lists apart, one row for each element. */
const expand = (keepEmpty: boolean): Promise<PlanRun> =>
  runPlan((builder) => {
    const source = builder.forNode('in').values(['id', 'list'], LISTS)
    builder.output({ node: 'in', port: 'rows', relation: source.id })
    builder.input({ node: 'expand', port: 'rows', index: 0, from: { node: 'in', port: 'rows' }, relation: source.id })
    const [id, list] = source.columns
    if (id === undefined || list === undefined) throw new Error('the source has two columns')
    const node = builder.forNode('expand')
    const expanded = node.expand(source, list, { name: 'element', type: TEXT }, keepEmpty)
    const element = expanded.columns.at(-1)
    if (element === undefined) throw new Error('the operator adds a column')
    sink(builder, 'rows', node.project(expanded, [id, element]))
    if (!keepEmpty) sink(builder, 'removed', node.removed(expanded, [id]))
  })

test('each element of a list becomes a row in its place, with its exact text; rows without elements are filtered', async () => {
  const { files, counts, broken } = await expand(false)
  expect(broken).toEqual([])
  expect(files['rows.csv']).toBe('id,element\na,x\na,y\nd,12345678901234567.89\nd,\nd,"{""k"": [1]}"\nd,z\n')
  expect(files['removed.csv']).toBe('id\nb\nc\ne\n')
  expect(counts.expand).toMatchObject({ in: { rows: 5 }, out: { rows: 6, removed: 3 }, passed: 2, created: 4, filtered: 3 })
})

test('rows without elements stay with a missing element when that is wanted', async () => {
  const { files, counts, broken } = await expand(true)
  expect(broken).toEqual([])
  expect(files['rows.csv']).toBe('id,element\na,x\na,y\nb,\nc,\nd,12345678901234567.89\nd,\nd,"{""k"": [1]}"\nd,z\ne,\n')
  expect(counts.expand).toMatchObject({ in: { rows: 5 }, out: { rows: 9 }, passed: 5, created: 4, filtered: 0 })
})
