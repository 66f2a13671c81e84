import type { Json } from '@sluice/flow'
import type { Column } from '@sluice/plan'
import type { ConnectionAccess } from './connection.ts'
import type { RunFolders } from './folders.ts'

/** Rows for a target in the order of the sink's input, column-major, as exact text; `first` is the number of the first row, from 0. */
export interface TargetBatch {
  readonly first: number
  readonly columns: readonly (readonly (string | null)[])[]
}

/** A row that the system refused: it leaves the sink by `rejected`. */
export interface TargetReject {
  /** Its number in the sink's input, from 0. */
  readonly row: number
  readonly code: string
  readonly column: string | null
  readonly params: Readonly<Record<string, string>>
  readonly value: string | null
}

/** Rows by what happens to them at the target. in = inserted + updated + unchanged + rejected, + rows that only name what to delete. */
export interface WriteCounts {
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly unchanged: number
}

/** One row of a write plan. */
export interface WriteChange {
  readonly kind: 'insert' | 'update' | 'delete'
  readonly key: Readonly<Record<string, string | null>>
  /** An insert has no `before`, a delete no `after`. */
  readonly fields: readonly { readonly column: string; readonly before: string | null; readonly after: string | null }[]
}

/** What applying would do, told before it is done. */
export interface WritePlan {
  readonly node: string
  /** For people: connection and table. */
  readonly target: string
  readonly counts: WriteCounts
  /** The first changes of each kind. */
  readonly changes: readonly WriteChange[]
  /** Why a person has to agree first; empty: it may be applied. Code and facts of a problem. */
  readonly approval: readonly { readonly code: string; readonly params: Readonly<Record<string, string | number>> }[]
}

export interface TargetContext {
  readonly runId: string
  readonly attempt: number
  readonly node: string
  readonly connections: Readonly<Record<string, ConnectionAccess>>
  readonly allowedHosts: readonly string[]
  readonly folders: RunFolders
  readonly signal: AbortSignal
}

/** What a target has made ready, durably, and not yet visible. `manifest` is all that `apply` and `discard` need, also in another process. */
export interface PreparedTarget {
  readonly manifest: Json
  readonly rejects: readonly TargetReject[]
  readonly plan: WritePlan
}

/** What applying has done. `before` says that an earlier attempt had applied it already: nothing was done again. */
export interface AppliedTarget {
  readonly counts: WriteCounts
  readonly before: boolean
}

/**
 * A sink that writes into a system. `prepare` takes all rows and makes them durable beside the target (a staging table, a spool);
 * `apply` makes them visible in one step that also records (run, node), so that applying twice changes nothing; `discard` takes
 * away what was prepared and may be called at any time, also when nothing is there.
 */
export interface TargetConnector {
  readonly name: string
  readonly prepare: (config: Readonly<Record<string, unknown>>, columns: readonly Column[], rows: AsyncIterable<TargetBatch>, context: TargetContext) => Promise<PreparedTarget> // prettier-ignore
  /** `watermarks` of the run's sources are written in the same transaction as the data. */
  readonly apply: (manifest: Json, watermarks: Readonly<Record<string, Json>>, context: TargetContext) => Promise<AppliedTarget>
  readonly discard: (manifest: Json, context: TargetContext) => Promise<void>
}
