import type { DuckDBConnection } from '@duckdb/node-api'
import { csvHeader, printCsvValue, printJsonObject, printXmlRecord, quoteIdentifier, quoteText, type Column } from '@sluice/plan'
import { writeFile } from 'node:fs/promises'
import type { FileFormat } from '../connector.ts'

/** A text file as DuckDB writes it: one column of text, or several for CSV, between a beginning and an end. */
interface TextShape {
  readonly select: string
  readonly before: string
  readonly between: string
  readonly after: string
  readonly options: readonly string[]
  /** The whole file when there is no row. */
  readonly empty: string
}

const RAW = [`QUOTE ''`, `ESCAPE ''`, `DELIMITER ''`]

function shapeOf(format: Exclude<FileFormat, { kind: 'parquet' }>, columns: readonly Column[]): TextShape {
  switch (format.kind) {
    case 'csv':
      return csvShape(format, columns)
    case 'json': {
      const select = printJsonObject(columns, format.omitMissing)
      if (!format.array) return { select, before: '', between: '\n', after: '', options: RAW, empty: '' }
      return { select, before: '[\n', between: ',\n', after: '\n]\n', options: RAW, empty: '[]\n' }
    }
    case 'xml': {
      const space = format.omitMissing ? '' : ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
      const head = `<?xml version="1.0" encoding="UTF-8"?>\n<${format.root}${space}>\n`
      const after = `</${format.root}>\n`
      return {
        select: printXmlRecord(columns, format),
        before: head,
        between: '\n',
        after: `\n${after}`,
        options: RAW,
        empty: head + after,
      }
    }
  }
}

function csvShape(format: FileFormat & { kind: 'csv' }, columns: readonly Column[]): TextShape {
  const names = columns.map((column) => column.name)
  const head =
    (format.bom ? '\u{FEFF}' : '') + (format.header ? csvHeader(names, format.delimiter, format.escapeFormulas) + format.newline : '')
  return {
    select: columns.map((column) => `${printCsvValue(column, format.escapeFormulas)} AS ${column.id}`).join(', '),
    before: head,
    between: format.newline,
    after: head === '' ? '' : format.newline,
    options: [`QUOTE ${quoteText(format.quote)}`, `ESCAPE ${quoteText(format.quote)}`, `DELIMITER ${quoteText(format.delimiter)}`, `NULLSTR ${quoteText(format.missing)}`], // prettier-ignore
    empty: head,
  }
}

/** Integers of 128 bits would be written as floating numbers; the widest decimal keeps their digits or fails aloud. */
const parquetColumn = (column: Column): string =>
  column.type.kind === 'integer' && column.type.bits === 128 ? `CAST(${column.id} AS DECIMAL(38,0))` : column.id

/** Writes the rows of a query to a file and tells how many there were. */
export async function writeRows(
  connection: DuckDBConnection,
  sql: string,
  columns: readonly Column[],
  format: FileFormat,
  file: string,
): Promise<number> {
  if (format.kind === 'parquet') {
    const list = columns.map((column) => `${parquetColumn(column)} AS ${quoteIdentifier(column.name)}`)
    const compression = format.compression === 'none' ? 'uncompressed' : format.compression
    return changed(
      connection,
      `COPY (SELECT ${list.join(', ')} FROM (${sql})) TO ${quoteText(file)} (FORMAT parquet, COMPRESSION ${compression})`,
    )
  }
  const shape = shapeOf(format, columns)
  const between = [`PREFIX ${quoteText(shape.before)}`, `SUFFIX ${quoteText(shape.after)}`, `NEW_LINE ${quoteText(shape.between)}`]
  // Without a beginning and an end every row is followed by a line break; with them the break only stands between rows.
  const lines = shape.before === '' ? [`NEW_LINE ${quoteText(shape.between)}`] : between
  const options = ['FORMAT csv', 'HEADER false', 'USE_TMP_FILE false', ...shape.options, ...lines]
  const rows = await changed(connection, `COPY (SELECT ${shape.select} FROM (${sql})) TO ${quoteText(file)} (${options.join(', ')})`)
  if (rows === 0) await writeFile(file, shape.empty)
  return rows
}

const changed = async (connection: DuckDBConnection, sql: string): Promise<number> => (await connection.run(sql)).rowsChanged
