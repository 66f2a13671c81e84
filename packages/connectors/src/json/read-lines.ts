import type { PackedBatch } from '@sluice/engine/connector'
import { BatchBuilder } from '../record/batch.ts'
import type { TextSource } from '../text/text-source.ts'
import { RecordReader } from './record-reader.ts'
import { JsonStop } from './syntax.ts'
import { TextCursor } from './text-cursor.ts'

/** Reads the line between two positions as one record; a line that isn't one is rejected, the others go on. */
function readLine(reader: RecordReader, from: number, end: number, line: number, batch: BatchBuilder): void {
  const raw = (): string => reader.text.slice(from, end).trimEnd()
  batch.begin()
  try {
    const last = reader.record(from, batch)
    if (last > end) reader.stop('broken', end)
    const behind = reader.space(last)
    if (behind < end) reader.stop('broken', behind)
    if (reader.fault === undefined) batch.commit(line)
    else batch.reject(reader.fault.code, raw(), line, { column: reader.fault.column })
  } catch (error) {
    if (!(error instanceof JsonStop)) throw error
    if (error.fault === 'deep') batch.reject('json-line-too-deep', raw(), line)
    else batch.reject('broken-json-line', raw(), line, { params: { column: String(Math.min(error.at, end) - from + 1) } })
  }
}

/** The records of JSON Lines: one JSON value per line, blank lines passed over, broken ones rejected with their line. */
export async function* readLines(source: TextSource, columns: readonly string[]): AsyncGenerator<PackedBatch> {
  const cursor = new TextCursor(new RecordReader(columns), source)
  const batch = new BatchBuilder(columns.length)
  const { scanner } = cursor
  try {
    for (let line = 1; ; line++) {
      let newline = scanner.text.indexOf('\n', cursor.at)
      while (newline < 0 && !scanner.ended) {
        await cursor.more()
        newline = scanner.text.indexOf('\n', cursor.at)
      }
      const end = newline < 0 ? scanner.text.length : newline
      const start = scanner.space(cursor.at)
      if (start < end) readLine(scanner, start, end, line, batch)
      if (newline < 0) break
      cursor.at = newline + 1
      if (batch.full) yield batch.take()
    }
    if (!batch.empty) yield batch.take()
  } finally {
    await cursor.close()
  }
}
