import { call, caseWhen, col, isMissing, isPresent, and, literal, not, TEXT, type ColumnId, type Scalar } from '@sluice/plan'
import { findColumn } from '../kit/column-lookup.ts'
import { boolean, choice, column, items, text } from '../kit/fields.ts'
import { defineNode, REJECTED, ROWS, ROWS_IN } from '../kit/node.ts'
import { asText, textLiteral } from '../kit/terms.ts'

/** Replaces the values of a column by a table of pairs. */
export const mapValueMap = defineNode({
  type: 'map.value-map',
  version: 1,
  group: 'map',
  icon: 'arrows-exchange',
  fields: {
    column: column(),
    pairs: items({ from: text(), to: text() }, { min: 1 }),
    otherwise: choice(['keep', 'empty', 'value', 'reject'], 'keep'),
    value: text({ template: true, when: { field: 'otherwise', is: ['value'] } }),
    ignoreCase: boolean(false),
    target: column({ required: false, free: true, advanced: true }),
  },
  inputs: ROWS_IN,
  outputs: [ROWS, REJECTED],
  summary: ({ column: name, pairs, otherwise }) =>
    name === '' ? { key: 'empty' } : { key: otherwise === 'empty' ? 'missing' : otherwise, params: { column: name, count: pairs.length } },
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    const { config, plan, problem } = context
    const from = context.column(input, config.column, ['column'])
    if (from === undefined) return { rows: input }
    const fold = (value: string): string => (config.ignoreCase ? value.toLowerCase() : value)
    const raw = asText(col(from))
    const subject = config.ignoreCase ? call('lower', [raw]) : raw
    const targets = new Map<string, string>()
    config.pairs.forEach((pair, index) => {
      if (targets.has(fold(pair.from))) problem('error', 'value-twice', ['pairs', index, 'from'], { value: pair.from })
      else targets.set(fold(pair.from), pair.to)
    })
    if (targets.size === 0) return { rows: input }
    const known = call('in_list', [subject, ...[...targets.keys()].map(textLiteral)])
    const otherwise = { keep: raw, empty: literal(null, TEXT), value: textLiteral(config.value), reject: literal(null, TEXT) }
    const branches = [...targets].map(([value, to]) => ({ when: call('eq', [subject, textLiteral(value)]), then: textLiteral(to) }))
    // A missing value has no counterpart to look for and stays missing.
    const mapped = caseWhen([{ when: isMissing(raw), then: literal(null, TEXT) }, ...branches], otherwise[config.otherwise])
    const unknown = { code: 'value-not-mapped', column: from.name, when: and(isPresent(raw), not(known)), value: raw, params: {} }
    const checked = plan.split(input, config.otherwise === 'reject' ? [unknown] : [])
    const target = config.target === '' ? from : findColumn(input, config.target)
    const replaces = target !== undefined && (config.target === '' || target.name === config.target)
    const rows = replaces
      ? plan.replace(checked, new Map<ColumnId, Scalar>([[target.id, mapped]]))
      : plan.replace(checked, new Map(), [{ name: config.target, value: mapped }])
    return { rows, rejected: plan.rejected([checked], input.columns) }
  },
})
