import { PlanBuilder, type Column } from '@sluice/plan'
import { expect, it } from 'vitest'
import { prunePlan } from './prune.ts'

function planWith(conflictsLeadSomewhere: boolean) {
  const builder = new PlanBuilder()
  const node = builder.forNode('merge')
  const rows = node.values(['key', 'value'], [['a', '1']])
  const keys = rows.columns.slice(0, 1).map((column: Column) => ({ name: column.name, value: { kind: 'column' as const, ...column } }))
  const merged = node.aggregate(rows, keys, [])
  const conflicts = node.aggregate(rows, keys, [])
  builder.output({ node: 'merge', port: 'rows', relation: merged.id })
  builder.output({ node: 'merge', port: 'conflicts', relation: conflicts.id })
  if (conflictsLeadSomewhere) builder.forNode('sink').write(conflicts, 'table', {})
  return { plan: builder.build(), merged, conflicts }
}

it('leaves out what only an unconnected side port would show, and its count', () => {
  const { plan, merged, conflicts } = planWith(false)
  const pruned = prunePlan(plan)
  expect(pruned.relations).not.toContain(conflicts)
  expect(pruned.relations).toContain(merged)
  expect(pruned.outputs.map((output) => output.port)).toEqual(['rows'])
})

it('keeps a side port that a sink reads', () => {
  const { plan } = planWith(true)
  expect(prunePlan(plan)).toBe(plan)
})
