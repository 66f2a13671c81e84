import { DuckDBDataChunk, VARCHAR, BIGINT, type DuckDBAppender, type DuckDBConnection } from '@duckdb/node-api'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SourceReject } from '../connector.ts'
import type { PackedBatch } from '../packed-texts.ts'
import type { AppendStep, StageOptions } from '../passes/step.ts'
import type { LiveFacts } from './facts.ts'
import { CHUNK_ROWS, textChunk } from './fill-chunk.ts'
import { sourceNumber } from '../passes/places.ts'
import type { SourceLines } from './source-lines.ts'
import type { Turns } from './turns.ts'

const REJECTS_CHUNK = 2048

/** What all sources that are read at the same time share. */
export interface Appending {
  readonly connection: DuckDBConnection
  /** A connection serves one at a time: a statement ends the one that another has not finished. */
  readonly turns: Turns
  readonly facts: LiveFacts
  readonly lines: SourceLines
  readonly message: StageOptions['message']
  readonly signal: AbortSignal
}

/** Fills the table of a source from its batches; a second time from the beginning. */
export async function appendBatches(appending: Appending, step: AppendStep, batches: AsyncIterable<PackedBatch>): Promise<void> {
  const { connection, turns, facts, lines, message, signal } = appending
  const source = sourceNumber(step.relation)
  lines.begin(source)
  const appender = await turns.take(() => openTables(connection, step))
  let appended = 0
  let broken = 0
  try {
    for await (const batch of batches) {
      // Appending is synchronous: a source that is always ready would let nothing else in, not even an order to stop.
      await nextTurn()
      signal.throwIfAborted()
      await turns.take(() => { appendRows(appender, batch) }) // prettier-ignore
      lines.add(source, batch.rows, batch.lines)
      facts.set(step.rows, (appended += batch.rows))
      if (batch.rejects.length === 0) continue
      await turns.take(() => appendRejects(connection, step, batch.rejects, message))
      facts.set(step.broken, (broken += batch.rejects.length))
    }
  } finally {
    await turns.take(() => { appender.closeSync() }) // prettier-ignore
  }
  facts.set(step.rows, appended)
  facts.set(step.broken, broken)
}

async function openTables(connection: DuckDBConnection, step: AppendStep): Promise<DuckDBAppender> {
  const columns = step.columns.length === 0 ? ['one'] : step.columns
  const rows = `CREATE OR REPLACE TEMP TABLE ${step.table} (${columns.map((id) => `${id} VARCHAR`).join(', ')})`
  const rejects = `CREATE OR REPLACE TEMP TABLE ${step.rejects} (code VARCHAR, col VARCHAR, message VARCHAR, value VARCHAR, line BIGINT)`
  await connection.run(`${rows}; ${rejects}`)
  return connection.createAppender(step.table)
}

function appendRows(appender: DuckDBAppender, { rows, columns }: PackedBatch): void {
  for (let from = 0; from < rows; from += CHUNK_ROWS) appender.appendDataChunk(textChunk(columns, from, Math.min(CHUNK_ROWS, rows - from)))
}

async function appendRejects(
  connection: DuckDBConnection,
  step: AppendStep,
  rejects: readonly SourceReject[],
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
