import type { DuckDBConnection } from '@duckdb/node-api'
import { formatType, INTEGER, BIG_INTEGER, parseType, quoteText, TEXT, type Column, type DataType } from '@sluice/plan'
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Connectors } from '../connector.ts'
import type { RunFolders, TablePageJob, TablePageResult } from '../job.ts'
import { textRows } from './collect.ts'
import { LiveFacts } from './facts.ts'
import { problemOf, RunFailure } from './failure.ts'
import { csvPageQuery, recordsPage } from './page-source.ts'
import { query, queryNumber } from './query.ts'
import { openSession } from './session.ts'
import { writtenFormat } from './written-format.ts'

const TYPES: Readonly<Record<string, DataType>> = {
  VARCHAR: TEXT, TINYINT: INTEGER, SMALLINT: INTEGER, INTEGER, BIGINT: INTEGER, HUGEINT: BIG_INTEGER, DOUBLE: { kind: 'float' }, FLOAT: { kind: 'float' },
  BOOLEAN: { kind: 'boolean' }, DATE: { kind: 'date' }, TIME: { kind: 'time' }, TIMESTAMP: { kind: 'datetime' },
  'TIMESTAMP WITH TIME ZONE': { kind: 'instant' }, BLOB: { kind: 'binary' },
} // prettier-ignore

const LIMITS = { memoryMb: 768, threads: 1 }

const typeOf = (name: string): DataType => TYPES[name] ?? parseType(name.toLowerCase()) ?? TEXT

/** Reads a page of a file that a sink has written. The folder of the file is the only one that is open. */
export async function tablePage(
  job: TablePageJob,
  connectors: Connectors,
  signal: AbortSignal = new AbortController().signal,
): Promise<TablePageResult> {
  const work = await realpath(await mkdtemp(path.join(tmpdir(), 'sluice-page-')))
  try {
    const folder = await realpath(path.dirname(job.file))
    return await readPage(job, { input: folder, output: folder, work }, connectors, signal)
  } catch (error) {
    signal.throwIfAborted()
    throw new RunFailure(problemOf(error, undefined))
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function readPage(job: TablePageJob, folders: RunFolders, connectors: Connectors, signal: AbortSignal): Promise<TablePageResult> {
  const name = path.basename(job.file)
  const format = writtenFormat(job.file, job.writtenBy, connectors)
  if ((await stat(job.file)).size === 0) return { columns: [], rows: [], total: 0 }
  const context = { folders, signal, secrets: {}, connections: {}, allowedHosts: [] }
  if (format.kind === 'json' || format.kind === 'xml') return recordsPage(job, name, format, connectors, context)
  const csv = format.kind === 'csv' ? await csvPageQuery(name, format, connectors, context) : undefined
  const session = await openSession(folders, LIMITS, 'UTC', new LiveFacts())
  try {
    const from = csv?.from ?? `read_parquet(${quoteText(path.join(folders.input, name))})`
    return await queryPage(session.connection, from, csv?.columns ?? (await describe(session.connection, from)), job)
  } finally {
    session.close()
  }
}

async function describe(connection: DuckDBConnection, from: string): Promise<readonly Column[]> {
  const described = await query(connection, `DESCRIBE SELECT * FROM ${from}`)
  return described.map(([name, type], i) => ({ id: `c${i}`, name: name ?? '', type: typeOf(type ?? '') }))
}

async function queryPage(
  connection: DuckDBConnection,
  from: string,
  columns: readonly Column[],
  { offset, limit, rows: known }: TablePageJob,
): Promise<TablePageResult> {
  const alias = columns.map((column) => column.id).join(', ')
  const rows = await textRows(connection, `(SELECT * FROM ${from} LIMIT ${limit} OFFSET ${offset}) AS page(${alias})`, columns, limit)
  const total = known ?? (await queryNumber(connection, `SELECT count(*) FROM ${from}`))
  return { columns: columns.map(({ name, type }) => ({ name, type: formatType(type) })), rows, total }
}
