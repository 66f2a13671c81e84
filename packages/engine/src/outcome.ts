import type { WriteCounts } from './target.ts'

/** Rows of one node. in = passed + merged + filtered + rejected; out.rows + out.unmatched-* = passed + created. */
export interface NodeCounts {
  readonly in: Readonly<Record<string, number>>
  readonly out: Readonly<Record<string, number>>
  readonly passed: number
  readonly created: number
  readonly merged: number
  readonly filtered: number
  readonly rejected: number
}

export interface RunOutput {
  readonly node: string
  /** Relative to the output folder; for a table shown in the run: the Parquet file that holds it. For a system: its name for people. */
  readonly path: string
  readonly kind: 'file' | 'table' | 'system'
  readonly format: string
  readonly rows: number
  readonly bytes: number
  /** What was done to the rows of a system. */
  readonly writes?: WriteCounts
}
