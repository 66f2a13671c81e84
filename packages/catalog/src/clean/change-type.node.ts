import { alwaysFits, col, convertible, formatType } from '@sluice/plan'
import { column, dataType, items, text } from '../kit/fields.ts'
import { readFormatted } from '../kit/formats.ts'
import { defineNode, REJECTED, ROWS, ROWS_IN } from '../kit/node.ts'
import { failureFields, readColumns, type Reading } from '../kit/on-failure.ts'
import { typeOf } from '../kit/typed-value.ts'

/** Gives columns another type. */
export const cleanChangeType = defineNode({
  type: 'clean.change-type',
  version: 1,
  group: 'clean',
  icon: 'transform',
  fields: {
    changes: items({ column: column(), type: dataType(), format: text({ maxLength: 200, code: true }) }, { min: 1 }),
    ...failureFields,
  },
  inputs: ROWS_IN,
  outputs: [ROWS, REJECTED],
  summary: ({ changes }) => {
    const [first] = changes
    if (first === undefined) return { key: 'empty' }
    return changes.length === 1
      ? { key: 'one', params: { column: first.column, type: first.type } }
      : { key: 'many', params: { count: changes.length } }
  },
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    const readings = new Map<string, Reading>()
    context.config.changes.forEach((change, index) => {
      const from = context.column(input, change.column, ['changes', index, 'column'])
      if (from === undefined) return
      const type = typeOf(change.type)
      const place = ['changes', index]
      if (readings.has(from.id)) context.problem('error', 'column-twice', [...place, 'column'], { name: from.name })
      if (!convertible(from.type, type)) {
        context.problem('error', 'cannot-convert', [...place, 'type'], { from: from.type.kind, to: type.kind })
        return
      }
      const format = from.type.kind === 'text' ? change.format : ''
      const { value, fault } = readFormatted(col(from), type, format)
      if (fault !== undefined) context.problem('error', fault, [...place, 'format'], { format, type: change.type })
      readings.set(from.id, {
        column: from,
        value,
        code: 'type-mismatch',
        params: { type: formatType(type) },
        safe: alwaysFits(from.type, type),
      })
    })
    return readColumns(context, input, [...readings.values()])
  },
})
