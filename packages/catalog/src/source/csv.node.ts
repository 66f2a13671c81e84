import { boolean, choice, file, number, schema, strings, text } from '../kit/fields.ts'
import { defineNode, REJECTED, ROWS } from '../kit/node.ts'
import { scanTyped } from '../kit/scan-typed.ts'

const ENCODINGS = ['auto', 'utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5', 'latin1', 'windows-1252', 'shift_jis', 'euc-kr'] as const

/** Reads a CSV or other delimited text file. */
export const sourceCsv = defineNode({
  type: 'source.csv',
  version: 1,
  group: 'source',
  icon: 'file-type-csv',
  probe: true,
  fields: {
    path: file({ accept: ['.csv', '.tsv', '.txt'] }),
    encoding: choice(ENCODINGS, 'auto'),
    delimiter: text({ default: ',', maxLength: 4, required: true, code: true, suggestions: [',', ';', '\t', '|'] }),
    header: boolean(true),
    columns: schema(),
    quote: text({ default: '"', maxLength: 1, code: true, advanced: true, suggestions: ['"', "'"] }),
    escape: text({ default: '"', maxLength: 1, code: true, advanced: true, suggestions: ['"', '\\'] }),
    skip: number({ default: 0, min: 0, max: 1_000_000, advanced: true }),
    missing: strings({ default: [''], advanced: true, suggestions: ['', 'NULL', 'N/A', '-'] }),
    maxLineMb: number({ default: 16, min: 1, max: 256, advanced: true }),
  },
  inputs: [],
  outputs: [ROWS, REJECTED],
  summary: ({ path, columns }) => (path === '' ? { key: 'empty' } : { key: 'file', params: { path, count: columns.length } }),
  lower: (context) => {
    const { config, problem } = context
    if (config.delimiter !== '' && config.delimiter === config.quote) problem('error', 'delimiter-is-quote', ['delimiter'])
    if (/[\r\n]/.test(config.delimiter)) problem('error', 'delimiter-is-newline', ['delimiter'])
    return scanTyped(context, 'csv', config.columns)
  },
})
