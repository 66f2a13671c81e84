import { col, type SortKey } from '@sluice/plan'
import { choice, column, items } from '../kit/fields.ts'
import { defineNode, ROWS, ROWS_IN } from '../kit/node.ts'

/** Puts rows in order. Equal rows keep the order they came in. */
export const mapSort = defineNode({
  type: 'map.sort',
  version: 1,
  group: 'map',
  icon: 'arrows-sort',
  fields: {
    by: items(
      { column: column(), direction: choice(['ascending', 'descending'], 'ascending'), missing: choice(['last', 'first'], 'last') },
      { min: 1 },
    ),
  },
  inputs: ROWS_IN,
  outputs: [ROWS],
  summary: ({ by }) => {
    const [first] = by
    if (first === undefined) return { key: 'empty' }
    return by.length === 1
      ? { key: first.direction, params: { column: first.column } }
      : { key: 'many', params: { columns: by.map((b) => b.column).join(', ') } }
  },
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    const keys = context.config.by.flatMap((by, index): readonly SortKey[] => {
      const found = context.column(input, by.column, ['by', index, 'column'])
      return found === undefined ? [] : [{ value: col(found), direction: by.direction, missing: by.missing }]
    })
    return { rows: keys.length === 0 ? input : context.plan.sort(input, keys) }
  },
})
