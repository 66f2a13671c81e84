import { column, dataType, items, table, boolean } from '../kit/fields.ts'
import { nearestName, suggested } from '../kit/nearest-name.ts'
import { defineNode, REJECTED, ROWS } from '../kit/node.ts'
import { typedRows } from '../kit/typed-columns.ts'

/** A table typed in or pasted by a person. */
export const sourceTable = defineNode({
  type: 'source.table',
  version: 1,
  group: 'source',
  icon: 'table-plus',
  fields: {
    data: table({ required: true }),
    emptyIsMissing: boolean(true),
    types: items({ column: column({ free: true }), type: dataType() }, { advanced: true }),
  },
  inputs: [],
  outputs: [ROWS, REJECTED],
  summary: ({ data }) => ({ key: 'table', params: { rows: data.rows.length, count: data.columns.length } }),
  lower: (context) => {
    const { config, plan, problem } = context
    const { columns, rows } = config.data
    const types = new Map(config.types.map((entry) => [entry.column, entry.type]))
    config.types.forEach((entry, index) => {
      if (entry.column !== '' && !columns.includes(entry.column))
        problem('error', 'unknown-column', ['types', index, 'column'], suggested(entry.column, nearestName(entry.column, columns)))
    })
    const values = config.emptyIsMissing ? rows.map((row) => row.map((cell) => (cell === '' ? null : cell))) : rows
    const typed = columns.map((name) => ({ source: name, name, type: types.get(name) ?? 'text' }))
    return { ...typedRows(context, plan.values(columns, values), typed) }
  },
})
