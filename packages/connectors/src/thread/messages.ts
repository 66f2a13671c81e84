import type { ConnectorConfig, PackedBatch } from '@sluice/engine/connector'
import type { CsvShape } from '../csv/parse-sample.ts'
import type { CsvStructure } from '../csv/scan-structure.ts'
import type { SourceFile } from '../file/source-file.ts'
import type { RecordFormat } from './formats.ts'

/** Records of a file that are to be read. */
export interface RecordsTask {
  readonly kind: 'records'
  readonly format: RecordFormat
  readonly config: ConnectorConfig
  readonly file: SourceFile
  readonly columns: readonly string[]
}

/** A CSV file that is to be looked at from its beginning to its end. */
export interface StructureTask {
  readonly kind: 'structure'
  readonly path: string
  readonly shape: CsvShape
}

/** What a reading thread is started with. */
export type ThreadTask = RecordsTask | StructureTask

/** What a reading thread tells. `failed` is a failure that a person gets a text for; any other ends the thread with an error. */
export type ThreadMessage =
  | { readonly kind: 'batch'; readonly batch: PackedBatch }
  | { readonly kind: 'end' }
  | { readonly kind: 'structure'; readonly structure: CsvStructure }
  | {
      readonly kind: 'failed'
      readonly code: string
      readonly params: Readonly<Record<string, string | number>>
      readonly retryable: boolean
    }

/** Batches on the way to the engine at most; the thread waits for room. */
export const ON_THE_WAY = 4

/** Boundary: only the host starts a thread with data, and only the thread posts messages. */
export const toTask = (data: unknown): ThreadTask => data as ThreadTask
export const toMessage = (data: unknown): ThreadMessage => data as ThreadMessage
