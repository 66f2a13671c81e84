import { col, type Column, type NewColumn, type Relation } from '@sluice/plan'
import type { Measure } from '@sluice/plan'
import { choice, column, columns, items, text, type ConfigOf } from '../kit/fields.ts'
import { MEASURES, measureResult } from '../kit/measures.ts'
import { defineNode, ROWS, ROWS_IN, type LowerContext } from '../kit/node.ts'
import { chosenColumns } from '../kit/chosen-columns.ts'
import { asText } from '../kit/terms.ts'
import { reportDuplicates } from '../kit/typed-columns.ts'

const OVER_A_COLUMN = MEASURES.filter((name) => name !== 'count')

const fields = {
  columns: columns(),
  measures: items({
    function: choice(MEASURES, 'count'),
    column: column({ when: { field: 'function', is: OVER_A_COLUMN } }),
    name: text({ maxLength: 1_000 }),
    separator: text({ default: ', ', maxLength: 100, code: true, when: { field: 'function', is: ['join-text'] } }),
  }),
}
type Config = ConfigOf<typeof fields>
type MeasureSettings = Config['measures'][number]
type PlannedMeasure = NewColumn & Omit<Measure, 'id'>

const measureName = ({ name, function: fn, column: of }: MeasureSettings): string =>
  name !== '' ? name : fn === 'count' ? 'count' : `${of} ${fn}`

function plannedMeasure(
  context: LowerContext<Config>,
  input: Relation,
  measure: MeasureSettings,
  index: number,
): PlannedMeasure | undefined {
  const { function: fn } = measure
  if (fn === 'count') return { name: measureName(measure), ...measureResult('count', undefined) }
  const of = context.column(input, measure.column, ['measures', index, 'column'])
  if (of === undefined) return undefined
  const result = measureResult(fn, of.type)
  if (result === undefined) {
    context.problem('error', 'measure-wrong-type', ['measures', index, 'column'], { column: of.name, type: of.type.kind, function: fn })
    return undefined
  }
  const value = fn === 'join-text' || fn === 'longest' ? asText(col(of)) : col(of)
  return { name: measureName(measure), ...result, value, ...(fn === 'join-text' && { separator: measure.separator }) }
}

/** Groups rows by key and computes figures of each group. */
export const mapAggregate = defineNode({
  type: 'map.aggregate',
  version: 1,
  group: 'map',
  icon: 'sum',
  fields,
  inputs: ROWS_IN,
  outputs: [ROWS],
  summary: ({ columns: keys, measures }) => {
    if (keys.length === 0 && measures.length === 0) return { key: 'empty' }
    return {
      key: keys.length === 0 ? 'whole' : 'groups',
      params: { columns: keys.join(', '), measures: measures.map(measureName).join(', ') },
    }
  },
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    const { config, plan } = context
    const keys: readonly Column[] = config.columns.length === 0 ? [] : chosenColumns(context, input, config.columns)
    if (config.columns.length === 0 && config.measures.length === 0) {
      context.problem('error', 'nothing-to-aggregate', ['measures'])
      return {}
    }
    const measures = config.measures.map((measure, index) => plannedMeasure(context, input, measure, index)).filter((m) => m !== undefined)
    const names = [...keys, ...measures].map((c) => c.name)
    reportDuplicates(context, names, (index) => (index < keys.length ? ['columns', index] : ['measures', index - keys.length, 'name']))
    const keyed = keys.map((key) => ({ name: key.name, value: col(key) }))
    return { rows: plan.aggregate(input, keyed, measures) }
  },
})
