import type { Scalar } from './scalar.ts'
import { INTEGER, LIST, TEXT, type Column, type ColumnId, type DataType } from './types.ts'

/** Id of a relation inside one plan. */
export type RelationId = `r${number}`

interface Base {
  readonly id: RelationId
  /** The node of the flow that this operator comes from. */
  readonly node: string
  readonly columns: readonly Column[]
}

/** Plain JSON settings that a connector reads; already filled in (templates, parameters). */
export type ConnectorConfig = Readonly<Record<string, unknown>>

/** Reads a source through a connector. Every column is text, list or record; typing is a later project + split. */
export interface Scan extends Base {
  readonly op: 'scan'
  readonly connector: string
  readonly config: ConnectorConfig
}

/** Rows typed by a person. All values are text or missing. */
export interface Values extends Base {
  readonly op: 'values'
  readonly rows: readonly (readonly (string | null)[])[]
}

/** Row-wise: `columns` is what leaves; those named in `assign` are computed, the others are the input's own (same id). */
export interface Project extends Base {
  readonly op: 'project'
  readonly input: RelationId
  readonly assign: readonly { readonly id: ColumnId; readonly value: Scalar }[]
}

/** Row-wise: keeps rows whose predicate is true; the rest is `removed`. */
export interface Filter extends Base {
  readonly op: 'filter'
  readonly input: RelationId
  readonly predicate: Scalar
}

/** One way a row can fail. `when` is true for a failing row; the row is rejected on the first, all are listed. */
export interface Failure {
  readonly code: string
  /** The name of the column it is about, as people know it. */
  readonly column: string
  readonly when: Scalar
  /** The value as it arrived. */
  readonly value: Scalar
  /** Facts for the message, e.g. the type or the rule. */
  readonly params: Readonly<Record<string, string>>
  /** The first row that fails like this fails the run. */
  readonly stop?: true
}

/** Row-wise: rows with no failure go on, the others are `rejected`. */
export interface Split extends Base {
  readonly op: 'split'
  readonly input: RelationId
  readonly failures: readonly Failure[]
}

/**
 * Rows that another operator set aside.
 * `rejected`: from a split or a scan. The node's input columns as text, then the error columns.
 * `removed`: from filter, first-per-key, limit, semi/anti join: the node's input columns.
 * `unmatched-left`/`unmatched-right`: from a join.
 */
export interface Aside extends Base {
  readonly op: 'aside'
  readonly from: readonly RelationId[]
  /** For `rejected`: the ids of the node's input columns, in the order of `columns`; the error columns have none. */
  readonly source: readonly ColumnId[]
  readonly port: 'rejected' | 'removed' | 'unmatched-left' | 'unmatched-right'
}

export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti'

/** Missing keys match nothing. Order: left, then right. Output columns are new ids mapped from a side. */
export interface Join extends Base {
  readonly op: 'join'
  readonly kind: JoinKind
  readonly left: RelationId
  readonly right: RelationId
  readonly on: readonly { readonly left: Scalar; readonly right: Scalar }[]
  readonly from: readonly {
    readonly id: ColumnId
    readonly side: 'left' | 'right' | 'both'
    readonly source: ColumnId
    readonly other?: ColumnId
  }[]
}

/** Inputs one after another. Column i of the output comes from `inputs[n].columns[i]`, or is missing when null. Types already agree. */
export interface Union extends Base {
  readonly op: 'union'
  readonly inputs: readonly { readonly relation: RelationId; readonly columns: readonly (ColumnId | null)[] }[]
}

export type AggregateFunction =
  | 'count' | 'count-values' | 'count-distinct' | 'sum' | 'average' | 'min' | 'max' | 'median'
  | 'first' | 'last' | 'first-value' | 'last-value' | 'list' | 'join-text' | 'most-frequent' | 'longest' | 'list-distinct' // prettier-ignore

/** One measure. Missing values are left out except by `count`, `first` and `last`. Ties break on row order. */
export interface Measure {
  readonly id: ColumnId
  readonly fn: AggregateFunction
  readonly value?: Scalar
  /** For `first-value`/`last-value`/…: the order to take them in; row order when empty. */
  readonly orderBy?: readonly SortKey[]
  /** For `join-text`. */
  readonly separator?: string
  /** Only rows for which it is true. */
  readonly where?: Scalar
}

/** Groups in order of first appearance. Missing keys form a group. Output: keys (new ids), then measures. */
export interface Aggregate extends Base {
  readonly op: 'aggregate'
  readonly input: RelationId
  readonly keys: readonly { readonly id: ColumnId; readonly value: Scalar }[]
  readonly measures: readonly Measure[]
}

export interface SortKey {
  readonly value: Scalar
  readonly direction: 'ascending' | 'descending'
  readonly missing: 'first' | 'last'
}

/** Keeps one row per key: the first by `orderBy`, ties by row order. Missing keys are equal. The rest is `removed`. Source order kept. */
export interface FirstPerKey extends Base {
  readonly op: 'first-per-key'
  readonly input: RelationId
  readonly keys: readonly Scalar[]
  readonly orderBy: readonly SortKey[]
  /** Ties (and an empty `orderBy`) take the first or the last row. */
  readonly ties: 'first' | 'last'
}

export interface Sort extends Base {
  readonly op: 'sort'
  readonly input: RelationId
  readonly by: readonly SortKey[]
}

/** The rows from `offset` on, at most `count`; the rest is `removed`. */
export interface Limit extends Base {
  readonly op: 'limit'
  readonly input: RelationId
  readonly offset: number
  readonly count: number
}

/** Takes a list (JSON text) apart: one row per element in the new column `element`; an empty or missing list is removed or kept once. */
export interface Expand extends Base {
  readonly op: 'expand'
  readonly input: RelationId
  readonly list: ColumnId
  readonly element: ColumnId
  readonly keepEmpty: boolean
}

/**
 * What a window tells each row about the rows with the same key, its own included. `count`: how many there are.
 * `previous-value`, `next-value`: the nearest value that is there, up to or from this row on in row order.
 * `average`, `median`, `most-frequent`: of all their values. Average and median have the type of the values and are rounded to it
 * half away from zero, exactly; the most frequent of equally frequent values is the one that comes first.
 */
export type WindowFunction = 'count' | 'previous-value' | 'next-value' | 'average' | 'median' | 'most-frequent'

export interface WindowColumn {
  readonly id: ColumnId
  readonly fn: WindowFunction
  /** For all but `count`. Missing values are left out. */
  readonly value?: Scalar
}

/**
 * The input with more columns at the end, made from the rows with the same key (a missing part is a value like any other).
 * Rows, their order and the other columns stay as they are, so all rows are passed; rows that earlier operators set aside don't count.
 */
export interface Window extends Base {
  readonly op: 'window'
  readonly input: RelationId
  readonly keys: readonly Scalar[]
  readonly added: readonly WindowColumn[]
}

/**
 * The input with a yes/no column more for each mark: whether `value` is there and equals `among` in some row of `other`. Rows, their
 * order and the other columns stay as they are, so all rows are passed; the rows of `other` only answer questions and end here (merged).
 */
export interface Exists extends Base {
  readonly op: 'exists'
  readonly input: RelationId
  readonly other: RelationId
  readonly marks: readonly { readonly id: ColumnId; readonly value: Scalar; readonly among: Scalar }[]
}

/** A sink. `columns` are the input's, in order, with the names that are written. */
export interface Write extends Base {
  readonly op: 'write'
  readonly input: RelationId
  readonly connector: string
  readonly config: ConnectorConfig
}

export type Relation =
  | Scan | Values | Project | Filter | Split | Aside | Join | Union | Aggregate | FirstPerKey | Sort | Limit | Expand | Window | Exists | Write // prettier-ignore

export type Operator = Relation['op']

/** What leaves a node at a port. */
export interface PortOutput {
  readonly node: string
  readonly port: string
  readonly relation: RelationId
}

/** A connection as the plan sees it. */
export interface PortInput {
  readonly node: string
  readonly port: string
  readonly index: number
  readonly from: { readonly node: string; readonly port: string }
  readonly relation: RelationId
}

/** The whole plan, in topological order of `relations`. Plain data. */
export interface Plan {
  readonly relations: readonly Relation[]
  readonly outputs: readonly PortOutput[]
  readonly inputs: readonly PortInput[]
}

/**
 * The columns every `rejected` port adds behind the row's own. The first four tell the first failure (the message all of them);
 * `_errors` is the list of all, each a record of code, column, message and value.
 */
export const ERROR_COLUMNS = ['_error_code', '_error_column', '_error_message', '_error_value', '_source', '_line', '_errors'] as const

/** The type of an error column. */
export const errorColumnType = (name: (typeof ERROR_COLUMNS)[number]): DataType =>
  name === '_line' ? INTEGER : name === '_errors' ? LIST : TEXT
