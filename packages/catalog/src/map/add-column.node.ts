import type { ColumnId, Scalar } from '@sluice/plan'
import { column, expression, items } from '../kit/fields.ts'
import { findColumn } from '../kit/column-lookup.ts'
import { attempted, splitFailures, type Computed } from '../kit/guarded.ts'
import { defineNode, REJECTED, ROWS, ROWS_IN } from '../kit/node.ts'
import { reportDuplicates } from '../kit/typed-columns.ts'

/** Adds columns by expressions, or computes existing ones anew. All expressions see the columns that arrive. */
export const mapAddColumn = defineNode({
  type: 'map.add-column',
  version: 1,
  group: 'map',
  icon: 'column-insert-right',
  fields: {
    columns: items({ name: column({ free: true }), expression: expression() }, { min: 1 }),
  },
  inputs: ROWS_IN,
  outputs: [ROWS, REJECTED],
  summary: ({ columns }) => {
    const [first] = columns
    if (first === undefined) return { key: 'empty' }
    if (columns.length > 1) return { key: 'many', params: { columns: columns.map((c) => c.name).join(', ') } }
    return { key: 'one', params: { name: first.name, expression: first.expression } }
  },
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    const { config, plan } = context
    reportDuplicates(
      context,
      config.columns.map((c) => c.name),
      (index) => ['columns', index, 'name'],
    )
    const computed = config.columns.flatMap(({ name, expression: text }, index): readonly Computed[] => {
      const value = context.expression(input, text, ['columns', index, 'expression'])
      return value === undefined || name === '' ? [] : [{ name, value }]
    })
    const computable = splitFailures(plan, input, computed)
    const changes = new Map<ColumnId, Scalar>()
    const added: { name: string; value: Scalar }[] = []
    for (const { name, value } of computed) {
      const existing = findColumn(input, name)
      // Only the exact name is replaced: "Name" beside "name" is another column.
      if (existing?.name === name) changes.set(existing.id, attempted(value))
      else if (added.every((column) => column.name !== name)) added.push({ name, value: attempted(value) })
    }
    return { rows: plan.replace(computable, changes, added), rejected: plan.rejected([computable], input.columns) }
  },
})
