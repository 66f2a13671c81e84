import type { DuckDBConnection } from '@duckdb/node-api'
import { formatType, INTEGER, BIG_INTEGER, parseType, quoteText, TEXT, type Column, type DataType } from '@sluice/plan'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { textRows, type TextRows } from './collect.ts'
import { LiveFacts } from './facts.ts'
import { problemOf, RunFailure } from './failure.ts'
import { query } from './query.ts'
import { openSession } from './session.ts'

/** A page of a file that a run has written, values as text. */
export interface TablePage {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: TextRows
  readonly total: number
}

const TYPES: Readonly<Record<string, DataType>> = {
  VARCHAR: TEXT, TINYINT: INTEGER, SMALLINT: INTEGER, INTEGER, BIGINT: INTEGER, HUGEINT: BIG_INTEGER, DOUBLE: { kind: 'float' }, FLOAT: { kind: 'float' },
  BOOLEAN: { kind: 'boolean' }, DATE: { kind: 'date' }, TIME: { kind: 'time' }, TIMESTAMP: { kind: 'datetime' },
  'TIMESTAMP WITH TIME ZONE': { kind: 'instant' }, BLOB: { kind: 'binary' },
} // prettier-ignore

const typeOf = (name: string): DataType => TYPES[name] ?? parseType(name.toLowerCase()) ?? TEXT

/** How a written file is read back to be looked at; text formats other than CSV are shown record by record. */
function reader(file: string): string {
  const quoted = quoteText(file)
  switch (path.extname(file).toLowerCase()) {
    case '.parquet':
      return `read_parquet(${quoted})`
    case '.csv':
    case '.tsv':
      return `read_csv(${quoted}, all_varchar = true, header = true, strict_mode = false, null_padding = true, max_line_size = 67108864)`
    case '.json':
      return `(SELECT json::VARCHAR AS record FROM read_json_objects(${quoted}, format = 'auto', maximum_object_size = 67108864))`
    default:
      return `read_csv(${quoted}, columns = {'text': 'VARCHAR'}, auto_detect = false, header = false, delim = '', quote = '', escape = '', max_line_size = 67108864)`
  }
}

/** Reads a page of an output. The folder of the file is the only one that is open. */
export async function tablePage(file: string, offset: number, limit: number): Promise<TablePage> {
  const work = await realpath(await mkdtemp(path.join(tmpdir(), 'sluice-page-')))
  try {
    const folder = await realpath(path.dirname(file))
    const limits = { memoryMb: 768, threads: 1 }
    const session = await openSession({ input: folder, output: folder, work }, limits, 'UTC', new LiveFacts())
    try {
      return await readPage(session.connection, reader(path.join(folder, path.basename(file))), offset, limit)
    } finally {
      session.close()
    }
  } catch (error) {
    throw new RunFailure(problemOf(error, undefined))
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function readPage(connection: DuckDBConnection, from: string, offset: number, limit: number): Promise<TablePage> {
  const described = await query(connection, `DESCRIBE SELECT * FROM ${from}`)
  const columns = described.map(([name, type], i): Column => ({ id: `c${i}`, name: name ?? '', type: typeOf(type ?? '') }))
  const alias = columns.map((column) => column.id).join(', ')
  const rows = await textRows(connection, `(SELECT * FROM ${from} LIMIT ${limit} OFFSET ${offset}) AS page(${alias})`, columns, limit)
  const [count] = await query(connection, `SELECT count(*) FROM ${from}`)
  return { columns: columns.map(({ name, type }) => ({ name, type: formatType(type) })), rows, total: Number(count?.[0] ?? 0) }
}
