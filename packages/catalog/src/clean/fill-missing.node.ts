import {
  coalesce,
  col,
  commonType,
  convertTo,
  formatType,
  sameType,
  type Column,
  type ProjectEntry,
  type Relation,
  type Scalar,
} from '@sluice/plan'
import { boolean, choice, column, columns, items, text, type ConfigOf } from '../kit/fields.ts'
import { defineNode, ROWS, ROWS_IN, type LowerContext } from '../kit/node.ts'
import { constantOf } from '../kit/typed-value.ts'
import { blankToMissing, FROM_ROWS, isFromRows, windowsOf, type RowFilling } from './fill-from-rows.ts'

const fields = {
  fills: items(
    {
      column: column(),
      with: choice(['value', 'column', ...FROM_ROWS], 'value'),
      value: text({ template: true, when: { field: 'with', is: ['value'] } }),
      from: column({ when: { field: 'with', is: ['column'] } }),
      within: columns({ when: { field: 'with', is: FROM_ROWS } }),
    },
    { min: 1 },
  ),
  blankIsMissing: boolean(true),
}
type Fill = ConfigOf<typeof fields>['fills'][number]

/** A value or another column in the place of missing values, in the column's own type; undefined after a problem. */
function filler(
  context: LowerContext<ConfigOf<typeof fields>>,
  input: Relation,
  target: Column,
  fill: Fill,
  index: number,
): Scalar | undefined {
  if (fill.with === 'value') {
    const value = constantOf(fill.value, target.type)
    if (value === undefined)
      context.problem('error', 'value-does-not-fit', ['fills', index, 'value'], {
        value: fill.value,
        column: target.name,
        type: formatType(target.type),
      })
    return value
  }
  const from = context.column(input, fill.from, ['fills', index, 'from'])
  if (from === undefined) return undefined
  const common = target.type.kind === 'text' ? target.type : commonType(target.type, from.type)
  // The column keeps its type: what stands in must fit it for every row.
  if (common !== undefined && sameType(common, target.type)) return convertTo(col(from), target.type)
  context.problem('error', 'types-differ', ['fills', index, 'from'], { types: `${formatType(target.type)}, ${formatType(from.type)}` })
  return undefined
}

/** Puts a value, that of another column or one from other rows where one is missing. */
export const cleanFillMissing = defineNode({
  type: 'clean.fill-missing',
  version: 1,
  group: 'clean',
  icon: 'column-insert-right',
  fields,
  inputs: ROWS_IN,
  outputs: [ROWS],
  summary: ({ fills }) => {
    const [first] = fills
    if (first === undefined) return { key: 'empty' }
    if (fills.length > 1) return { key: 'many', params: { count: fills.length } }
    const within = first.within.join(', ')
    const key = within !== '' && isFromRows(first.with) ? `${first.with}-within` : first.with
    return { key, params: { column: first.column, value: first.value, from: first.from, within } }
  },
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    const { fills, blankIsMissing } = context.config
    const targets = fills.map((fill, index) => context.column(input, fill.column, ['fills', index, 'column']))
    const fromRows = fills.flatMap(({ with: choice, within }, index): readonly RowFilling[] => {
      const target = targets[index]
      return target === undefined || !isFromRows(choice) ? [] : [{ target, with: choice, within, index }]
    })
    const { rows, values } = windowsOf(context, input, fromRows, blankIsMissing)
    const changes = new Map<Column['id'], Scalar>()
    fills.forEach((fill, index) => {
      const target = targets[index]
      if (target === undefined) return
      const value = isFromRows(fill.with) ? values.get(index) : filler(context, input, target, fill, index)
      if (value === undefined) return
      const blank = blankIsMissing && target.type.kind === 'text'
      // A column may be filled several times: the next takes over where the one before is missing too.
      const current = changes.get(target.id) ?? (blank ? blankToMissing(col(target)) : col(target))
      changes.set(target.id, coalesce(current, blank && fill.with === 'column' ? blankToMissing(value) : value))
    })
    const entries = input.columns.map((own): ProjectEntry => {
      const value = changes.get(own.id)
      return value === undefined ? own : { name: own.name, value }
    })
    return { rows: context.plan.project(rows, entries) }
  },
})
