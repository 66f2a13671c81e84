import { DuckDBDataChunk, VARCHAR, BIGINT, type DuckDBConnection, type DuckDBPreparedStatement } from '@duckdb/node-api'
import type { SourceBatch } from '../connector.ts'
import type { AppendStep, StageOptions } from '../passes/step.ts'
import { jsonOfTexts } from './json-texts.ts'
import type { LiveFacts } from './facts.ts'
import { queryNumber } from './query.ts'

const REJECTS_CHUNK = 2048

/** Fills the table of a source from its batches. DuckDB takes a batch in while the next one is being read. */
export async function appendBatches(
  connection: DuckDBConnection,
  step: AppendStep,
  batches: AsyncIterable<SourceBatch>,
  facts: LiveFacts,
  message: StageOptions['message'],
  signal: AbortSignal,
): Promise<void> {
  const columns = step.columns.length === 0 ? ['one'] : step.columns
  await connection.run(`CREATE TEMP TABLE ${step.table} (${columns.map((id) => `${id} VARCHAR`).join(', ')})`)
  await connection.run(`CREATE TEMP TABLE ${step.rejects} (code VARCHAR, col VARCHAR, message VARCHAR, value VARCHAR, line BIGINT)`)
  const insert = await connection.prepare(insertion(step.table, columns.length))
  let appended = 0
  let broken = 0
  let taken: Promise<Error | undefined> = Promise.resolve(undefined)
  const settle = async (): Promise<void> => {
    const error = await taken
    if (error !== undefined) throw error
  }
  try {
    for await (const batch of batches) {
      signal.throwIfAborted()
      const rows = rowsOf(batch)
      for (const part of rows === 0 ? [] : partsOf(batch.columns)) {
        await settle()
        taken = insertTexts(insert, part)
      }
      facts.set(step.rows, (appended += rows))
      if (batch.rejects.length === 0) continue
      await settle()
      await appendRejects(connection, step, batch.rejects, message)
      facts.set(step.broken, (broken += batch.rejects.length))
    }
    await settle()
  } finally {
    await taken
    insert.destroySync()
  }
  facts.set(step.rows, await queryNumber(connection, `SELECT count(*) FROM ${step.table}`))
  facts.set(step.broken, await queryNumber(connection, `SELECT count(*) FROM ${step.rejects}`))
}

/** From one JSON array per column. VALUES hides from DuckDB that they are constants: it would compute the lists while planning, slowly. */
function insertion(table: string, width: number): string {
  const places = Array.from({ length: width }, (_, i) => i + 1)
  const texts = places.map((i) => `unnest(from_json(t${i}, '["VARCHAR"]'))`)
  const constants = `(VALUES (${places.map((i) => `$${i}::VARCHAR`).join(', ')})) v(${places.map((i) => `t${i}`).join(', ')})`
  return `INSERT INTO ${table} SELECT ${texts.join(', ')} FROM ${constants}`
}

const rowsOf = (batch: SourceBatch): number => batch.columns[0]?.length ?? 0

/** Most text that is handed over at once. */
const MOST_TEXT = 32 << 20

/** The columns of a batch in one part, or in halves of halves as long as there is very much text. */
function partsOf(columns: SourceBatch['columns']): readonly SourceBatch['columns'][] {
  const rows = columns[0]?.length ?? 0
  let length = 0
  for (const values of columns) for (const value of values) length += value?.length ?? 0
  if (length <= MOST_TEXT || rows < 2) return [columns]
  const half = rows >> 1
  return [...partsOf(columns.map((values) => values.slice(0, half))), ...partsOf(columns.map((values) => values.slice(half)))]
}

/** One value per column instead of one per row: handing texts over one by one takes longer than reading them. */
async function insertTexts(insert: DuckDBPreparedStatement, columns: SourceBatch['columns']): Promise<Error | undefined> {
  try {
    columns.forEach((values, i) => insert.bindVarchar(i + 1, jsonOfTexts(values)))
    await insert.run()
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

async function appendRejects(
  connection: DuckDBConnection,
  step: AppendStep,
  rejects: SourceBatch['rejects'],
  message: StageOptions['message'],
): Promise<void> {
  const appender = await connection.createAppender(step.rejects)
  for (let start = 0; start < rejects.length; start += REJECTS_CHUNK) {
    const part = rejects.slice(start, start + REJECTS_CHUNK)
    const chunk = DuckDBDataChunk.create([VARCHAR, VARCHAR, VARCHAR, VARCHAR, BIGINT], part.length)
    chunk.setColumns([
      part.map((reject) => reject.code),
      part.map((reject) => reject.column),
      part.map((reject) => message(reject.code, { ...reject.params, column: reject.column ?? '', value: reject.value.slice(0, 200) })),
      part.map((reject) => reject.value.slice(0, 10_000)),
      part.map((reject) => (reject.line === null ? null : BigInt(reject.line))),
    ])
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}
