import { choice, dataType, items, schema, text, type SchemaColumn } from '../kit/fields.ts'
import { defineNode, REJECTED, ROWS } from '../kit/node.ts'
import { scanTyped } from '../kit/scan-typed.ts'

/** The requests or events that a triggered run takes in: records in their bodies, and values of the requests themselves. */
export const sourceWebhook = defineNode({
  type: 'source.webhook',
  version: 1,
  group: 'source',
  icon: 'webhook',
  probe: true,
  fields: {
    sample: text({ maxLength: 100_000, multiline: true, code: true }),
    recordPath: text({ maxLength: 1_000, code: true }),
    columns: schema(),
    request: items({
      from: choice(['path', 'query', 'header'], 'path'),
      key: text({ maxLength: 200, required: true, code: true }),
      name: text({ maxLength: 200, required: true }),
      type: dataType(),
      sample: text({ maxLength: 1_000 }),
    }),
  },
  inputs: [],
  outputs: [ROWS, REJECTED],
  summary: ({ columns, request }) => {
    const count = columns.length + request.length
    return count === 0 ? { key: 'empty' } : { key: 'columns', params: { count } }
  },
  lower: (context) => {
    const { columns, request } = context.config
    const ofRequest = request.map(({ from, key, name, type }): SchemaColumn => ({ source: `$${from}.${key}`, name, type }))
    return scanTyped(context, 'webhook', [...columns, ...ofRequest])
  },
})
