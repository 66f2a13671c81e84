import { call, coalesce, col, commonType, convertTo, formatType, sameType, type Column, type Relation, type Scalar } from '@sluice/plan'
import { boolean, choice, column, items, text, type ConfigOf } from '../kit/fields.ts'
import { defineNode, ROWS, ROWS_IN, type LowerContext } from '../kit/node.ts'
import { constantOf } from '../kit/typed-value.ts'

const fields = {
  fills: items(
    {
      column: column(),
      with: choice(['value', 'column'], 'value'),
      value: text({ template: true, when: { field: 'with', is: ['value'] } }),
      from: column({ when: { field: 'with', is: ['column'] } }),
    },
    { min: 1 },
  ),
  blankIsMissing: boolean(true),
}
type Fill = ConfigOf<typeof fields>['fills'][number]

/** What stands in for missing values of a column, in the column's own type; undefined after a problem. */
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

/** Puts a value, or that of another column, where one is missing. */
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
    return { key: first.with, params: { column: first.column, value: first.value, from: first.from } }
  },
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    const changes = new Map<Column['id'], Scalar>()
    context.config.fills.forEach((fill, index) => {
      const target = context.column(input, fill.column, ['fills', index, 'column'])
      const value = target === undefined ? undefined : filler(context, input, target, fill, index)
      if (target === undefined || value === undefined) return
      const blank = context.config.blankIsMissing && target.type.kind === 'text'
      // A column may be filled from several others: the next takes over where the one before is missing too.
      const current = changes.get(target.id) ?? (blank ? blankToMissing(col(target)) : col(target))
      changes.set(target.id, coalesce(current, blank && fill.with === 'column' ? blankToMissing(value) : value))
    })
    return { rows: context.plan.replace(input, changes) }
  },
})

/** The text as it is, missing when it holds nothing but white space. */
const blankToMissing = (text: Scalar): Scalar => ({
  kind: 'case',
  branches: [{ when: call('is_blank', [text]), then: { kind: 'literal', value: null, type: text.type } }],
  otherwise: text,
  type: text.type,
})
