import { boolean, choice, file, text } from '../kit/fields.ts'
import { defineNode, ROWS_IN } from '../kit/node.ts'
import { warnNested } from './nested-columns.ts'
import { applyOrder } from './apply-order.ts'
import { checkPartition, partitionBy } from './partition.ts'
import { writeTo } from './write-to.ts'

/** Writes a CSV or other delimited text file. */
export const sinkCsv = defineNode({
  type: 'sink.csv',
  version: 1,
  group: 'sink',
  icon: 'file-type-csv',
  fields: {
    path: file({ write: true, accept: ['.csv', '.tsv', '.txt'] }),
    delimiter: choice([',', ';', '\t', '|'], ','),
    header: boolean(true),
    whenExists: choice(['replace', 'append'], 'replace'),
    missing: text({ default: '', maxLength: 100, code: true, advanced: true, suggestions: ['', 'NULL', '\\N'] }),
    escapeFormulas: boolean(true, { advanced: true }),
    bom: boolean(false, { advanced: true }),
    newline: choice(['lf', 'crlf'], 'lf', { advanced: true }),
    partitionBy: partitionBy(),
    anyOrder: boolean(false, { advanced: true }),
    order: applyOrder(),
  },
  inputs: ROWS_IN,
  outputs: [],
  summary: ({ path }) => (path === '' ? { key: 'empty' } : { key: 'file', params: { path } }),
  lower: (context) =>
    writeTo(context, 'csv', (input) => {
      warnNested(context, input)
      checkPartition(context, input)
    }),
})
