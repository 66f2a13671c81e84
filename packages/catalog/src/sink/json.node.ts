import { boolean, choice, file } from '../kit/fields.ts'
import { defineNode, ROWS_IN } from '../kit/node.ts'
import { applyOrder } from './apply-order.ts'
import { checkPartition, partitionBy } from './partition.ts'
import { writeTo } from './write-to.ts'

/** Writes a JSON document or JSON Lines. */
export const sinkJson = defineNode({
  type: 'sink.json',
  version: 1,
  group: 'sink',
  icon: 'json',
  fields: {
    path: file({ write: true, accept: ['.json', '.jsonl', '.ndjson'] }),
    layout: choice(['document', 'lines'], 'document'),
    omitMissing: boolean(false),
    whenExists: choice(['replace', 'append'], 'replace', { when: { field: 'layout', is: ['lines'] } }),
    partitionBy: partitionBy(),
    anyOrder: boolean(false, { advanced: true }),
    order: applyOrder(),
  },
  inputs: ROWS_IN,
  outputs: [],
  summary: ({ path, layout }) => (path === '' ? { key: 'empty' } : { key: layout, params: { path } }),
  lower: (context) =>
    writeTo(context, 'json', (input) => {
      checkPartition(context, input)
    }),
})
