import path from 'node:path'
import type { Connectors, CsvDialect, FileFormat, SinkConnector, SourceBatch, SourceConnector } from '../connector.ts'

const DIALECT: CsvDialect = {
  delimiter: ',',
  quote: '"',
  escape: '"',
  header: true,
  skip: 0,
  newline: 'auto',
  missing: [''],
  maxLine: 2_000_000,
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Reads `config.path` as plain CSV whose columns are those that the scan asks for, unless `config.fileColumns` says otherwise. */
const csv: SourceConnector = {
  name: 'csv',
  open: (config, context) =>
    Promise.resolve({
      kind: 'csv',
      path: path.join(context.folders.input, text(config.path)),
      dialect: DIALECT,
      fileColumns: Array.isArray(config.fileColumns) ? config.fileColumns.map(text) : context.columns,
    }),
}

/** Gives the batches it was made with. */
export const batchSource = (name: string, batches: () => AsyncIterable<SourceBatch>): SourceConnector => ({
  name,
  open: () => Promise.resolve({ kind: 'batches', batches: batches() }),
})

const sink = (name: string, format: FileFormat): SinkConnector => ({
  name,
  file: (config) => ({ path: text(config.path), format: { ...format, ...(config.format ?? {}) }, anyOrder: config.anyOrder === true }),
})

export const CSV_FORMAT: FileFormat = {
  kind: 'csv', delimiter: ',', quote: '"', header: true, escapeFormulas: true, missing: '', bom: false, newline: '\n',
} // prettier-ignore

const sinks: readonly SinkConnector[] = [
  sink('csv', CSV_FORMAT),
  sink('json', { kind: 'json', array: true, omitMissing: false }),
  sink('jsonl', { kind: 'json', array: false, omitMissing: true }),
  sink('xml', { kind: 'xml', root: 'rows', record: 'row', omitMissing: true, attributes: [], itemName: '' }),
  sink('parquet', { kind: 'parquet', compression: 'zstd' }),
  sink('table', { kind: 'parquet', compression: 'zstd' }),
]

/** Connectors for tests of the engine, which stands below the real ones. */
export const testConnectors = (...sources: readonly SourceConnector[]): Connectors => ({
  sources: new Map([csv, ...sources].map((source) => [source.name, source])),
  sinks: new Map(sinks.map((s) => [s.name, s])),
  targets: new Map(),
})
