import type { Column, ColumnId, RelationId } from '@sluice/plan'

/** The name of something that is counted, e.g. `s3.2`: rows of segment s3 with verdict 2. Unknown facts are 0. */
export type Fact = string

interface Base {
  /** The nodes of the flow that this step does work for. */
  readonly nodes: readonly string[]
  /** Tables that must exist, so that each can be dropped behind its last reader. */
  readonly reads: readonly string[]
}

/** Fills a table from a connector's batches (or from values typed by a person); broken records go to `rejects`. */
export interface AppendStep extends Base {
  readonly kind: 'append'
  readonly relation: RelationId
  readonly table: string
  readonly columns: readonly ColumnId[]
  readonly rejects: string
  /** Rows appended, and records that were broken. */
  readonly rows: Fact
  readonly broken: Fact
}

/**
 * Reads a CSV file into a table, with its broken lines in another one. DuckDB's reader is not trusted with what it says it read:
 * unless rows and broken lines are as many as the file has records, the file is read again in Node.js.
 */
export interface ReadStep extends Base {
  readonly kind: 'read'
  readonly relation: RelationId
  readonly table: string
  /** Statements that make the table. */
  readonly sql: readonly string[]
  /** The file behind the table, which is a view then. */
  readonly file?: string
  /** Counts rows while the statements run. */
  readonly probe: number
  readonly rejects: string
  readonly rejectsSql: string
  /** What DuckDB keeps broken lines in. */
  readonly errors: readonly string[]
  readonly careful?: CarefulReading
}

/** How a CSV file is read in Node.js: into a table of its own, from which the statements make the real one. */
export interface CarefulReading {
  /** From the beginning, because DuckDB would run out of memory. */
  readonly atOnce: boolean
  readonly append: AppendStep
  readonly sql: readonly string[]
}

/** Runs one statement; the number of rows it changed is a fact when named. */
export interface RunStep extends Base {
  readonly kind: 'run'
  readonly sql: string
  readonly changed?: Fact
}

/** Takes facts from the rows (name, number) of a query. */
export interface CountStep extends Base {
  readonly kind: 'count'
  readonly sql: string
}

/** Hands rejected rows to the inbox. The query gives `names` as text in order, then the error columns. */
export interface InboxStep extends Base {
  readonly kind: 'inbox'
  readonly node: string
  readonly sql: string
  readonly names: readonly string[]
  /** How many rows there are; with none the query need not run. */
  readonly rows: readonly Fact[]
}

/** Gives rows to a sink: a file, the inbox or a collector. `sql` selects the columns by id in order. */
export interface WriteStep extends Base {
  readonly kind: 'write'
  readonly node: string
  readonly relation: RelationId
  readonly columns: readonly Column[]
  readonly sql: string
  /** Rows given. */
  readonly rows: Fact
  /** For a sink whose system may refuse rows. */
  readonly refusals?: Refusals
}

/** Where the rows that a sink's system refused are kept: `n`, code, col, message, value, and the row's columns by id as text. */
export interface Refusals {
  readonly table: string
  /** The rows of the sink in order as text, each with its number `n` from 0. */
  readonly sql: string
  readonly columns: readonly ColumnId[]
  /** Rows that were not refused, and rows that were. */
  readonly passed: Fact
  readonly refused: Fact
}

/** Fails the run when the query gives a row: a failure that must not happen. The row holds column, message and value. */
export interface StopStep extends Base {
  readonly kind: 'stop'
  readonly node: string
  readonly code: string
  readonly sql: string
}

export interface DropStep extends Base {
  readonly kind: 'drop'
  readonly tables: readonly string[]
  readonly views: readonly FileView[]
}

/** A view of a file of its own. */
export interface FileView {
  readonly name: string
  readonly file: string
}

/** One thing the engine does, in order. Plain data. */
export type Step = AppendStep | ReadStep | RunStep | CountStep | InboxStep | WriteStep | StopStep | DropStep

/** The facts that make up the counts of one node. */
export interface Terms {
  readonly in: Readonly<Record<string, readonly Fact[]>>
  readonly out: Readonly<Record<string, readonly Fact[]>>
  readonly passed: readonly Fact[]
  readonly created: readonly Fact[]
  readonly merged: readonly Fact[]
  readonly filtered: readonly Fact[]
  readonly rejected: readonly Fact[]
}

/** Both ends of a connection, each counted for itself. */
export interface ConnectionTerms {
  readonly from: { readonly node: string; readonly port: string }
  readonly to: { readonly node: string; readonly port: string }
  readonly out: readonly Fact[]
  readonly in: readonly Fact[]
}

/** A plan made ready to run. */
export interface Staged {
  readonly steps: readonly Step[]
  readonly terms: ReadonlyMap<string, Terms>
  readonly connections: readonly ConnectionTerms[]
  /** By number of the probe: the prefix of the facts it counts while a statement runs. */
  readonly probes: readonly string[]
}

/** How the rows of a scan reach the engine. */
export type ScanReading = { readonly kind: 'table' } | CsvScan

/** A CSV file is read by SQL; `rejectsSql` gives its broken lines for the table `rejects`. */
export interface CsvScan {
  readonly kind: 'csv'
  readonly sql: string
  readonly rejects: string
  readonly rejectsSql: string
  readonly errors: readonly string[]
  /** A file for its rows when memory doesn't hold them. */
  readonly overflow?: string
  /** The file can be read in Node.js; `at-once` when it has to be. */
  readonly careful?: 'at-once' | 'when-wrong'
}

/** What staging must know besides the plan. */
export interface StageOptions {
  readonly scans: ReadonlyMap<RelationId, ScanReading>
  /** Writes that may come in any order. */
  readonly anyOrder: ReadonlySet<RelationId>
  /** English text of a problem, for `_error_message`. */
  readonly message: (code: string, params: Readonly<Record<string, string | number>>) => string
  /** The name of a node that people know, for `_source`. */
  readonly label: (node: string) => string
  readonly rejectSample: number
}
