import { choice, file, schema, text } from '../kit/fields.ts'
import { defineNode, REJECTED, ROWS } from '../kit/node.ts'
import { scanTyped } from '../kit/scan-typed.ts'

/** Reads a JSON document or JSON Lines. */
export const sourceJson = defineNode({
  type: 'source.json',
  version: 1,
  group: 'source',
  icon: 'json',
  probe: true,
  fields: {
    path: file({ accept: ['.json', '.jsonl', '.ndjson'] }),
    layout: choice(['document', 'lines'], 'document'),
    recordPath: text({ maxLength: 1_000, code: true }),
    columns: schema(),
  },
  inputs: [],
  outputs: [ROWS, REJECTED],
  summary: ({ path, layout, columns }) => (path === '' ? { key: 'empty' } : { key: layout, params: { path, count: columns.length } }),
  lower: (context) => scanTyped(context, 'json', context.config.columns),
})
