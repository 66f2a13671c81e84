import type { ConnectorConfig, PackedBatch, SourceContext } from '@sluice/engine/connector'
import type { SourceFile } from '../file/source-file.ts'
import { limitRows } from '../record/limit-rows.ts'
import { FORMATS, type RecordFormat } from './formats.ts'
import { readInThread } from './read-in-thread.ts'

/** Smaller files are read before a thread has started. */
const WORTH_A_THREAD = 8 << 20

/** The records of a file: in a thread of its own when the file is large and the run may use more than one. */
export function readRecords(
  format: RecordFormat,
  config: ConnectorConfig,
  file: SourceFile,
  { columns, sampleRows, signal, threads = 1 }: SourceContext,
): AsyncGenerator<PackedBatch> {
  const apart = threads > 1 && sampleRows === undefined && file.bytes >= WORTH_A_THREAD
  const batches = apart ? readInThread({ kind: 'records', format, config, file, columns }, signal) : FORMATS[format](config, file, columns)
  return limitRows(batches, sampleRows, signal)
}
