import type { ConnectorConfig } from '@sluice/plan'
import type { Json, Problem } from '@sluice/flow'
import type { Connections, SystemConnector } from './connection.ts'
import type { Incoming } from './incoming.ts'
import type { ProbeJob, ProbeResult, RunFolders } from './job.ts'
import type { PackedBatch } from './packed-texts.ts'
import type { Retry } from './retry.ts'
import type { TargetConnector } from './target.ts'

/** How a CSV file is read by DuckDB: no sniffing, every value as text. `encoding` is already UTF-8 at this point. */
export interface CsvDialect {
  readonly delimiter: string
  readonly quote: string
  readonly escape: string
  readonly header: boolean
  /** Lines before the header (or the data). */
  readonly skip: number
  readonly newline: 'auto' | '\n' | '\r\n' | '\r'
  /** These texts are missing values. */
  readonly missing: readonly string[]
  /** Longest record in bytes that is expected. */
  readonly maxLine: number
  readonly trimHeader?: boolean
}

/**
 * The records of a CSV file, found by its quotes and line ends alone. They are numbered from 0 with header, skipped and blank
 * lines, as DuckDB numbers them from 1.
 */
export interface CsvRecords {
  /** The number of the first that may be a row. */
  readonly first: number
  /** Rows and broken records that a complete reading gives. */
  readonly data: number
  /** The numbers of blank lines that are no rows. */
  readonly blank: Uint32Array
  /** One entry for each line break inside a record: the number of the record behind it. */
  readonly inner: Uint32Array
  /** False when some numbers were not kept, so that lines can't be told. */
  readonly whole: boolean
}

/** What a look at a whole file tells. */
export interface CsvFacts {
  readonly records: CsvRecords
  /** Its lines are longer than the dialect allows, or more of them broken than DuckDB has room to keep. */
  readonly unfit: boolean
}

/** A record that could not be read. */
export interface SourceReject {
  readonly code: string
  readonly column: string | null
  /** Facts for the message. */
  readonly params: Readonly<Record<string, string>>
  /** The raw text, cut at 10,000 characters. */
  readonly value: string
  readonly line: number | null
}

/** Rows in column-major order; `columns[i]` belongs to the scan's column i. */
export interface SourceBatch {
  readonly columns: readonly (readonly (string | null)[])[]
  readonly rejects: readonly SourceReject[]
}

/** How the rows of a source reach the engine: by DuckDB's own reader where that is honest, else in batches. */
export type Reading =
  | {
      readonly kind: 'csv'
      readonly path: string
      readonly dialect: CsvDialect
      readonly fileColumns: readonly string[]
      /** Absent for a sample, and where `look` tells them. */
      readonly records?: CsvRecords
      /** A large file is looked at while it is read. Called when that begins; rejects when the file can't be read at all. */
      readonly look?: () => Promise<CsvFacts>
      /** The same rows read without DuckDB: slower, and exact whatever the file holds. */
      readonly careful?: () => AsyncIterable<PackedBatch>
      /** More lines seem to be broken than DuckDB has room to keep. */
      readonly manyBroken?: boolean
    }
  | { readonly kind: 'packed'; readonly batches: AsyncIterable<PackedBatch> }
  | {
      readonly kind: 'batches'
      readonly batches: AsyncIterable<SourceBatch>
      /** How far the source is read; asked for once, when all batches are taken. Committed together with what the run writes. */
      readonly watermark?: () => Json | undefined
    }

export interface SourceContext {
  readonly folders: RunFolders
  readonly signal: AbortSignal
  readonly secrets: Readonly<Record<string, string>>
  readonly connections: Connections
  readonly allowedHosts: readonly string[]
  /** How far this source was read by the runs before; absent: from its beginning. */
  readonly watermark?: Json
  /** What started the run; absent at design time and in runs by hand. */
  readonly incoming?: readonly Incoming[]
  /** Threads that the run may use; absent: one. */
  readonly threads?: number
  /** Stop after about so many rows (preview); absent in runs. */
  readonly sampleRows?: number
  /** Told of every try that failed and is followed by another. */
  readonly onRetry?: (retry: Retry) => void
  /** The columns of the scan, in order, by the name they have in the source (`SchemaColumn.source`). */
  readonly columns: readonly string[]
}

/** A system or format to read from. Registered by the runtime. */
export interface SourceConnector {
  readonly name: string
  /** It tries single requests again by itself; others are read anew from the beginning. */
  readonly retriesItself?: boolean
  /** Reading it asks another system, which a preview does once. */
  readonly remote?: boolean
  readonly open: (config: ConnectorConfig, context: SourceContext) => Promise<Reading>
  readonly probe?: (config: ConnectorConfig, context: Omit<SourceContext, 'columns'>) => Promise<ProbeResult>
}

/** What a sink writes with: DuckDB's COPY for files it can write. Printed by the engine, so that SQL stays in one place. */
export type FileFormat =
  | { readonly kind: 'csv'; readonly delimiter: string; readonly quote: string; readonly header: boolean; readonly escapeFormulas: boolean; readonly missing: string; readonly bom: boolean; readonly newline: '\n' | '\r\n' } // prettier-ignore
  | { readonly kind: 'json'; readonly array: boolean; readonly omitMissing: boolean }
  | {
      readonly kind: 'xml'
      readonly root: string
      readonly record: string
      readonly omitMissing: boolean
      readonly attributes: readonly string[]
      readonly itemName: string
    }
  | { readonly kind: 'parquet'; readonly compression: 'zstd' | 'snappy' | 'none' }

/** The file that a sink makes. */
export interface SinkFile {
  readonly path: string
  readonly format: FileFormat
  readonly anyOrder: boolean
  /** The name of the column that has a file for each of its values; absent or empty: one file. */
  readonly partitionBy?: string
  /** Rows are put behind those of a file that is there; such a format has nothing at its end. */
  readonly append?: boolean
}

/** A file sink: tells format and path; the engine writes a temporary file, fsyncs and renames it at commit. */
export interface SinkConnector {
  readonly name: string
  readonly file: (config: ConnectorConfig) => SinkFile | Problem
}

/** The connectors a process knows. */
export interface Connectors {
  readonly sources: ReadonlyMap<string, SourceConnector>
  readonly sinks: ReadonlyMap<string, SinkConnector>
  /** Sinks that write into a system instead of a file. */
  readonly targets: ReadonlyMap<string, TargetConnector>
  /** Systems by the type of the connections that lead to them. */
  readonly systems?: ReadonlyMap<string, SystemConnector>
}

export type { ConnectorConfig, Problem, ProbeJob, ProbeResult, RunFolders }
export type * from './connection.ts'
export type * from './incoming.ts'
export type * from './target.ts'
export * from './packed-texts.ts'
export * from './connector-error.ts'
export * from './retry.ts'
