import { TEXT, type Column, type Scan } from '@sluice/plan'
import { ConnectorError, unpackTexts, type Connectors, type FileFormat, type SourceConnector, type SourceContext } from '../connector.ts'
import type { TablePageJob, TablePageResult } from '../job.ts'
import { englishMessage } from './english-message.ts'
import { csvReading } from './read-csv.ts'

type PageContext = Omit<SourceContext, 'columns'>

function sourceFor(kind: string, connectors: Connectors, file: string): SourceConnector {
  const source = connectors.sources.get(kind)
  if (source === undefined) throw new ConnectorError('output-not-viewable', { path: file })
  return source
}

/** A written CSV file as a table expression: the same dialect as the sink's, so nothing is guessed. */
export async function csvPageQuery(
  file: string,
  { delimiter, quote, header, missing }: FileFormat & { readonly kind: 'csv' },
  connectors: Connectors,
  context: PageContext,
): Promise<{ readonly from: string; readonly columns: readonly Column[] }> {
  const config = { path: file, encoding: 'utf-8', delimiter, quote, escape: quote, header, skip: 0, missing: [missing] }
  const reading = await sourceFor('csv', connectors, file).open(config, { ...context, columns: [] })
  if (reading.kind !== 'csv') throw new ConnectorError('output-not-viewable', { path: file })
  const columns = reading.fileColumns.map((name, i): Column => ({ id: `c${i}`, name, type: TEXT }))
  const scan: Scan = { op: 'scan', id: 'r0', node: '', connector: 'csv', config, columns }
  return { from: csvReading(scan, reading, undefined, englishMessage).sql, columns }
}

/** The settings under which a source reads what a sink has written. */
const recordsConfig = (file: string, format: FileFormat & { readonly kind: 'json' | 'xml' }): Readonly<Record<string, unknown>> =>
  format.kind === 'xml'
    ? { path: file, recordPath: `${format.root}/${format.record}` }
    : { path: file, encoding: 'utf-8', layout: format.array ? 'document' : 'lines', recordPath: '' }

const sourceNamesOf = (columns: unknown): readonly { readonly source: string; readonly name: string }[] =>
  (Array.isArray(columns) ? columns : []).flatMap((column: unknown) => {
    if (typeof column !== 'object' || column === null || !('source' in column) || !('name' in column)) return []
    const { source, name } = column
    return typeof source === 'string' && typeof name === 'string' ? [{ source, name }] : []
  })

/** A page of a JSON or XML file; its columns are those of its first records. Reading ends behind the page when the total is known. */
export async function recordsPage(
  { offset, limit, rows: known }: TablePageJob,
  file: string,
  format: FileFormat & { readonly kind: 'json' | 'xml' },
  connectors: Connectors,
  context: PageContext,
): Promise<TablePageResult> {
  const source = sourceFor(format.kind, connectors, file)
  const config = recordsConfig(file, format)
  const probed = await source.probe?.(config, context)
  const columns = sourceNamesOf(probed?.config.columns)
  // Without records there is no such path in the file.
  if (columns.length === 0) return { columns: [], rows: [], total: known ?? 0 }
  const settings = { ...config, columns: probed?.config.columns ?? [] }
  const reading = await source.open(settings, { ...context, columns: columns.map((column) => column.source) })
  const rows: (string | null)[][] = []
  let total = 0
  if (reading.kind === 'packed')
    for await (const batch of reading.batches) {
      const first = Math.max(0, offset - total)
      if (first < batch.rows && rows.length < limit) {
        const texts = batch.columns.map(unpackTexts)
        for (let i = first; i < batch.rows && rows.length < limit; i++) rows.push(texts.map((column) => column[i] ?? null))
      }
      total += batch.rows
      if (known !== undefined && rows.length >= limit) break
    }
  return { columns: columns.map(({ name }) => ({ name, type: 'text' })), rows, total: known ?? total }
}
