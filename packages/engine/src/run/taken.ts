import { BIGINT, DuckDBDataChunk, VARCHAR, type DuckDBConnection } from '@duckdb/node-api'
import { printScalar, textOf } from '@sluice/plan'
import type { Refusals, StageOptions, WriteStep } from '../passes/step.ts'
import type { TargetBatch, TargetReject } from '../target.ts'
import type { LiveFacts } from './facts.ts'
import { queryNumber } from './query.ts'

/** What a sink's system made of the rows it was given. */
export interface Taken {
  readonly rows: number
  /** Rows that were taken, changed or not. */
  readonly passed: number
  readonly rejects: readonly TargetReject[]
}

/** Rows handed over at once; DuckDB gives 2,048 at a time. */
const BATCH_ROWS = 8_192
const CHUNK_ROWS = 2_048

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** The rows of a sink in order, as exact text, read as fast as they are taken. */
export async function* textBatches(connection: DuckDBConnection, step: WriteStep): AsyncGenerator<TargetBatch> {
  const list = step.columns.map((c) => printScalar(textOf({ kind: 'column', id: c.id, type: c.type }), (id) => id))
  const result = await connection.stream(`SELECT ${list.join(', ')} FROM (${step.sql})`)
  let first = 0
  let columns: (string | null)[][] = step.columns.map(() => [])
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const values = chunk.getColumns()
    columns.forEach((column, i) => { for (const value of values[i] ?? []) column.push(textOrNull(value)) }) // prettier-ignore
    const rows = columns[0]?.length ?? 0
    if (rows < BATCH_ROWS) continue
    yield { first, columns }
    first += rows
    columns = step.columns.map(() => [])
  }
  if ((columns[0]?.length ?? 0) > 0) yield { first, columns }
}

/** Counts the rows of a sink, and puts those that were refused where the sink's `rejected` port reads them. */
export async function noteTaken(
  connection: DuckDBConnection,
  step: WriteStep,
  taken: number | Taken,
  facts: LiveFacts,
  message: StageOptions['message'],
): Promise<void> {
  const { rows, passed, rejects } = typeof taken === 'number' ? { rows: taken, passed: taken, rejects: [] } : taken
  facts.set(step.rows, rows)
  if (step.refusals === undefined) return
  await keepRefused(connection, step.refusals, rejects, message)
  facts.set(step.refusals.passed, passed)
  facts.set(step.refusals.refused, await queryNumber(connection, `SELECT count(*) FROM ${step.refusals.table}`))
}

async function keepRefused(
  connection: DuckDBConnection,
  { table, sql, columns }: Refusals,
  rejects: readonly TargetReject[],
  message: StageOptions['message'],
): Promise<void> {
  const reasons = `${table}_reasons`
  await connection.run(`CREATE TEMP TABLE ${reasons} (n BIGINT, code VARCHAR, col VARCHAR, message VARCHAR, value VARCHAR)`)
  if (rejects.length > 0) await appendReasons(connection, reasons, rejects, message)
  // Without refusals the rows are not read a second time.
  const values = columns.map((id) => (rejects.length > 0 ? `row.${id}` : `NULL::VARCHAR AS ${id}`))
  const from = rejects.length > 0 ? `JOIN (${sql}) row USING (n)` : ''
  const list = ['n', 'code', 'col', 'message', 'value', ...values].join(', ')
  await connection.run(`CREATE TEMP TABLE ${table} AS SELECT ${list} FROM ${reasons} ${from} ORDER BY n`)
  await connection.run(`DROP TABLE ${reasons}`)
}

async function appendReasons(
  connection: DuckDBConnection,
  table: string,
  rejects: readonly TargetReject[],
  message: StageOptions['message'],
): Promise<void> {
  const appender = await connection.createAppender(table)
  for (let start = 0; start < rejects.length; start += CHUNK_ROWS) {
    const part = rejects.slice(start, start + CHUNK_ROWS)
    const chunk = DuckDBDataChunk.create([BIGINT, VARCHAR, VARCHAR, VARCHAR, VARCHAR], part.length)
    chunk.setColumns([
      part.map(({ row }) => BigInt(row)),
      part.map(({ code }) => code),
      part.map(({ column }) => column),
      part.map(({ code, column, params, value }) => message(code, { ...params, column: column ?? '', value: (value ?? '').slice(0, 200) })),
      part.map(({ value }) => value),
    ])
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}
