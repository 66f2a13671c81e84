import type { ConnectorConfig, PackedBatch } from '@sluice/engine/connector'
import type { SourceFile } from '../file/source-file.ts'
import type { RecordFormat } from './formats.ts'

/** What a reading thread is started with. */
export interface ThreadTask {
  readonly format: RecordFormat
  readonly config: ConnectorConfig
  readonly file: SourceFile
  readonly columns: readonly string[]
}

/** What a reading thread tells. `failed` is a failure that a person gets a text for; any other ends the thread with an error. */
export type ThreadMessage =
  | { readonly kind: 'batch'; readonly batch: PackedBatch }
  | { readonly kind: 'end' }
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
