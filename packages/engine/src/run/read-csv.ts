import { quoteText, type Scan } from '@sluice/plan'
import { ConnectorError, type Reading } from '../connector.ts'
import type { CsvScan, StageOptions } from '../passes/step.ts'

/** What DuckDB calls the ways in which a line can be broken, and our codes for them. */
const CODES: readonly (readonly [string, string])[] = [
  ['MISSING COLUMNS', 'csv-missing-columns'],
  ['TOO MANY COLUMNS', 'csv-too-many-columns'],
  ['UNQUOTED VALUE', 'csv-unclosed-quote'],
  ['LINE SIZE OVER MAXIMUM', 'csv-line-too-long'],
  ['INVALID ENCODING', 'csv-invalid-text'],
]
const OTHER = 'csv-broken-line'

/** Stands in no file: DuckDB wants at least one text that means missing. */
const NEVER = '\u{E000}missing\u{E000}'

/** DuckDB's own buffer for short lines. For long ones it would take 16 lines at once, more than a small run has. */
const SMALLEST_BUFFER = 32_000_000

/** Larger buffers read a large file faster, up to here. */
const LARGEST_BUFFER = 128_000_000

/** Rows on their way to a file wait until those before them are written: with smaller buffers fewer wait, and no thread for memory. */
const OVERFLOW_BUFFER = 8_000_000

/** An eighth of DuckDB's memory, because every thread holds one. */
function bufferSize(memoryMb: number, maxLine: number, overflow: boolean): number {
  const wished = Math.max(SMALLEST_BUFFER, Math.min(LARGEST_BUFFER, Math.floor((memoryMb * 1_000_000) / 8)))
  return Math.max(overflow ? OVERFLOW_BUFFER : wished, 2 * maxLine)
}

/** The names of the columns in the source that a scan asks for; its columns carry them. */
export const sourceNames = (scan: Scan): readonly string[] => scan.columns.map((column) => column.name)

/** DuckDB's share of the memory, and a file for the rows when it won't hold them. */
export interface CsvRoom {
  readonly databaseMb: number
  readonly overflow?: string | undefined
}

/** Prints how DuckDB reads the file: every setting given, nothing sniffed, every value as text, broken lines kept. */
export function csvReading(
  scan: Scan,
  reading: Reading & { readonly kind: 'csv' },
  sampleRows: number | undefined,
  message: StageOptions['message'],
  { databaseMb, overflow }: CsvRoom = { databaseMb: 0 },
): CsvScan {
  const { dialect, fileColumns } = reading
  const places = placesOf(sourceNames(scan), fileColumns)
  const names = fileColumns.map((_name, index) => {
    const place = places.indexOf(index)
    return place === -1 ? `f${index}` : scan.columns[place]!.id
  })
  const errors = `${scan.id}_errors`
  const scans = `${scan.id}_scans`
  const options = [
    'auto_detect = false',
    `header = ${dialect.header}`,
    `skip = ${dialect.skip}`,
    `columns = {${names.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(', ')}}`,
    `delim = ${quoteText(dialect.delimiter)}`,
    `quote = ${quoteText(dialect.quote)}`,
    `escape = ${quoteText(dialect.quote === '' ? '' : dialect.escape)}`,
    `nullstr = [${(dialect.missing.length === 0 ? [NEVER] : dialect.missing).map(quoteText).join(', ')}]`,
    'allow_quoted_nulls = false',
    'null_padding = false',
    'strict_mode = true',
    `max_line_size = ${dialect.maxLine}`,
    `buffer_size = ${bufferSize(databaseMb, dialect.maxLine, overflow !== undefined)}`,
    ...(dialect.newline === 'auto' ? [] : [`new_line = ${quoteText(dialect.newline.replace('\r', '\\r').replace('\n', '\\n'))}`]),
    'store_rejects = true',
    `rejects_table = ${quoteText(errors)}`,
    `rejects_scan = ${quoteText(scans)}`,
  ]
  const source = `read_csv(${quoteText(reading.path)}, ${options.join(', ')})`
  const careful =
    reading.careful === undefined ? {} : { careful: reading.manyBroken === true ? ('at-once' as const) : ('when-wrong' as const) }
  const sql = sampleRows === undefined ? source : `(SELECT * FROM ${source} LIMIT ${sampleRows})`
  const rejects = { rejects: `${scan.id}_rejects`, rejectsSql: rejectsSql(errors, message), errors: [errors, scans] }
  return { kind: 'csv', sql, ...rejects, ...careful, ...(overflow === undefined ? {} : { overflow }) }
}

/** The place in the file of each column; the second column of a name stands for its second appearance. */
function placesOf(wanted: readonly string[], fileColumns: readonly string[]): readonly number[] {
  const taken = new Set<number>()
  return wanted.map((name) => {
    const place = fileColumns.findIndex((candidate, index) => candidate === name && !taken.has(index))
    if (place === -1) throw new ConnectorError('source-column-missing', { column: name })
    taken.add(place)
    return place
  })
}

/** One broken record per line, whatever number of errors the line has. */
function rejectsSql(errors: string, message: StageOptions['message']): string {
  const known = CODES.map(([name, code]) => `WHEN ${quoteText(name)} THEN ${quoteText(code)}`)
  const texts = [...CODES.map(([, code]) => code), OTHER].map((code) => `WHEN ${quoteText(code)} THEN ${quoteText(message(code, {}))}`)
  const line = `SELECT line, first(CASE error_type::VARCHAR ${known.join(' ')} ELSE ${quoteText(OTHER)} END ORDER BY byte_position) AS code, left(ltrim(max_by(csv_line, length(csv_line)), chr(10) || chr(13)), 10000) AS value FROM ${errors} GROUP BY line`
  return `SELECT code, CAST(NULL AS VARCHAR) AS col, CASE code ${texts.join(' ')} END AS message, value, line::BIGINT AS line FROM (${line}) ORDER BY line`
}
