import { call, col, formatType, isNumeric } from '@sluice/plan'
import { boolean, choice, columns, dataType } from '../kit/fields.ts'
import { chosenColumns } from '../kit/chosen-columns.ts'
import { defineNode, REJECTED, ROWS, ROWS_IN } from '../kit/node.ts'
import { failureFields, readColumns } from '../kit/on-failure.ts'
import { textLiteral } from '../kit/terms.ts'
import { typeOf } from '../kit/typed-value.ts'

const GROUP_MARKS = { none: '', comma: ',', dot: '.', space: ' ', apostrophe: "'" } as const

/** Reads numbers out of texts: marks, currency signs, per cent, 万 and 亿, negatives in parentheses. */
export const cleanParseNumber = defineNode({
  type: 'clean.parse-number',
  version: 1,
  group: 'clean',
  icon: 'number-123',
  fields: {
    columns: columns({ required: true }),
    type: dataType('decimal(18,2)'),
    decimalMark: choice(['dot', 'comma'], 'dot'),
    groupMark: choice(['none', 'comma', 'dot', 'space', 'apostrophe'], 'comma'),
    currency: boolean(true),
    percent: boolean(true),
    units: boolean(true),
    parentheses: boolean(true),
    ...failureFields,
  },
  inputs: ROWS_IN,
  outputs: [ROWS, REJECTED],
  summary: ({ columns: names, type }) =>
    names.length === 0 ? { key: 'empty' } : { key: 'columns', params: { columns: names.join(', '), type } },
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    const { config, problem } = context
    const type = typeOf(config.type)
    const [decimal, group] = [config.decimalMark === 'dot' ? '.' : ',', GROUP_MARKS[config.groupMark]]
    if (!isNumeric(type)) problem('error', 'type-not-number', ['type'], { type: config.type })
    if (decimal === group) problem('error', 'marks-equal', ['groupMark'])
    if (config.columns.length === 0 || !isNumeric(type) || decimal === group) return { rows: input }
    const options = [config.currency && 'currency', config.percent && 'percent', config.units && 'wan', config.parentheses && 'parentheses']
    const facts = [decimal, group, options.filter(Boolean).join(','), formatType(type)].map(textLiteral)
    const readings = chosenColumns(context, input, config.columns, 'text').map((column) => ({
      column,
      value: call('parse_number', [col(column), ...facts]),
      code: 'not-a-number',
      params: { type: config.type },
    }))
    return readColumns(context, input, readings)
  },
})
