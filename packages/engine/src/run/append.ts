import { DuckDBDataChunk, VARCHAR, BIGINT, type DuckDBConnection } from '@duckdb/node-api'
import { setImmediate } from 'node:timers/promises'
import type { SourceBatch } from '../connector.ts'
import type { AppendStep, StageOptions } from '../passes/step.ts'
import type { LiveFacts } from './facts.ts'
import { queryNumber } from './query.ts'

const CHUNK = 2048

/** Fills the table of a source from its batches. Appending is synchronous, so other work gets its turn between chunks. */
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
  const rows = await connection.createAppender(step.table)
  const rejects = await connection.createAppender(step.rejects)
  let appended = 0
  let broken = 0
  for await (const batch of batches) {
    signal.throwIfAborted()
    const length = batch.columns[0]?.length ?? 0
    for (let start = 0; start < length; start += CHUNK) {
      const size = Math.min(CHUNK, length - start)
      const chunk = DuckDBDataChunk.create(columns.map(() => VARCHAR), size) // prettier-ignore
      batch.columns.forEach((values, index) =>
        chunk.setColumnValues(index, start === 0 && size === length ? values : values.slice(start, start + size)),
      )
      rows.appendDataChunk(chunk)
      appended += size
      facts.set(step.rows, appended)
      await setImmediate()
    }
    for (let start = 0; start < batch.rejects.length; start += CHUNK) {
      const part = batch.rejects.slice(start, start + CHUNK)
      const chunk = DuckDBDataChunk.create([VARCHAR, VARCHAR, VARCHAR, VARCHAR, BIGINT], part.length)
      chunk.setColumns([
        part.map((reject) => reject.code),
        part.map((reject) => reject.column),
        part.map((reject) => message(reject.code, { ...reject.params, column: reject.column ?? '', value: reject.value.slice(0, 200) })),
        part.map((reject) => reject.value.slice(0, 10_000)),
        part.map((reject) => (reject.line === null ? null : BigInt(reject.line))),
      ])
      rejects.appendDataChunk(chunk)
      broken += part.length
      facts.set(step.broken, broken)
    }
  }
  rows.closeSync()
  rejects.closeSync()
  facts.set(step.rows, await queryNumber(connection, `SELECT count(*) FROM ${step.table}`))
  facts.set(step.broken, await queryNumber(connection, `SELECT count(*) FROM ${step.rejects}`))
}
