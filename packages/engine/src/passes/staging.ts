import { quoteText, type Column, type ColumnId, type Plan, type Relation, type RelationId, type SelectColumns } from '@sluice/plan'
import { checksOf, type Needs } from './needs.ts'
import { isPlace, placeColumn } from './places.ts'
import type { Segment, Wiring } from './segments.ts'
import type { CountStep, Fact, StageOptions, Step } from './step.ts'

/** A way to read the rows of a relation. */
export interface View {
  /** A SELECT of these columns; with `ordinal` also `o`, by which the rows are ordered. */
  readonly select: SelectColumns
  /** Whether the rows come in the order of `o` by themselves. */
  readonly ordered: boolean
  readonly reads: readonly string[]
  /** Nodes whose work is done while this is read. */
  readonly nodes: readonly string[]
}

/** What is known while a plan is staged; filled operator by operator, in the plan's order. */
export interface Staging {
  readonly plan: Plan
  readonly wiring: Wiring
  readonly needs: Needs
  readonly options: StageOptions
  readonly steps: Step[]
  readonly views: Map<RelationId, View>
  /** Rows that leave a relation, counted where they are made. */
  readonly rowFacts: Map<RelationId, readonly Fact[]>
  /** Rows an operator reads, by operator and place of the input, counted where they are read. */
  readonly readFacts: Map<string, readonly Fact[]>
  /** Rows an operator set aside. */
  readonly asideFacts: Map<RelationId, readonly Fact[]>
  /** The broken records of a source. */
  readonly rejectTables: Map<RelationId, string>
  /** Where the rows of a check are kept, and which columns of the segment with them. */
  readonly kept: Map<RelationId, { readonly segment: Segment; readonly view: View; readonly stored: ReadonlySet<ColumnId> }>
  /** What an operator that isn't row-wise let go, by operator and port: rows of its input for which `where` holds. */
  readonly removed: Map<
    string,
    {
      readonly input: RelationId
      readonly where: string
      /** Whether `where` leaves the rows in the order in which the input gives them. */
      readonly ordered: boolean
      readonly reads: readonly string[]
      readonly fact: Fact
    }
  >
  readonly probes: string[]
  /** Number of the next table. */
  tables: number
  /** Number of the next set of marked rows. */
  picks: number
}

export const readKey = (operator: RelationId, place: number): string => `${operator}:${place}`

export const nextTable = (staging: Staging, prefix: string): string => `${prefix}${staging.tables++}`

/** The number of a probe that counts rows live under this prefix. */
export const probe = (staging: Staging, prefix: string): number => staging.probes.push(prefix) - 1

export const consumersOf = (staging: Staging, id: RelationId): readonly Relation[] => staging.wiring.consumers.get(id) ?? []

/** Rows that get a verdict, or that several read, are kept in a table; others are worked out by what reads them. */
export const becomesTable = (staging: Staging, segment: Segment): boolean =>
  checksOf(segment).length > 0 || consumersOf(staging, segment.end.id).length > 1

/**
 * The columns of a relation that something needs, in order; at least one, so that a table can hold its rows.
 * A segment can also give columns that its last operator let go: rows set aside later are shown with them.
 */
export function neededColumns(staging: Staging, relation: Relation): readonly Column[] {
  const needed = staging.needs.get(relation.id) ?? new Set()
  const segment = staging.wiring.segments.get(relation.id)
  const inner = segment === undefined ? [] : [...segment.base.columns, ...segment.ops.flatMap((op) => op.columns)]
  const known = new Map([...relation.columns, ...inner].map((column) => [column.id, column]))
  const columns = [...known.values(), ...[...needed].filter(isPlace).map(placeColumn)].filter((column) => needed.has(column.id))
  return columns.length > 0 ? columns : relation.columns.slice(0, 1)
}

export const idsOf = (columns: readonly Column[]): readonly ColumnId[] => columns.map((column) => column.id)

/** A temporary table; with verdicts only the rows that nothing set aside. `rowid` is the order, and the place when it has all rows of a source. */
export function tableView(table: string, where: string | null, place?: ColumnId): View {
  return {
    select: (ids, ordinal) => {
      const named = ids.map((id) => (id === place ? `rowid AS ${id}` : id))
      const columns = ordinal ? [...named, 'rowid AS o'] : named
      return `SELECT ${columns.length === 0 ? '1 AS one' : columns.join(', ')} FROM ${table}${where === null ? '' : ` WHERE ${where}`}`
    },
    ordered: true,
    reads: [table],
    nodes: [],
  }
}

/** A SELECT of the view's columns in order. */
export const selectInOrder = (view: View, ids: readonly ColumnId[]): string =>
  view.ordered ? view.select(ids, false) : `SELECT ${ids.join(', ')} FROM (${view.select(ids, true)}) ORDER BY o`

export const viewOf = (staging: Staging, id: RelationId): View => staging.views.get(id)!

/** A count step over named numbers. */
export const countStep = (nodes: readonly string[], reads: readonly string[], facts: readonly (readonly [Fact, string])[]): CountStep => ({
  kind: 'count',
  nodes,
  reads,
  sql: facts.map(([fact, sql]) => `SELECT '${fact}' AS k, (${sql})::BIGINT AS n`).join(' UNION ALL '),
})

/** Makes a table from a statement and remembers it as the place of the relation's rows. */
export function materialise(
  staging: Staging,
  relation: Relation,
  table: string,
  select: string,
  from: readonly View[],
  where: string | null = null,
): void {
  const nodes = [...new Set([relation.node, ...from.flatMap((view) => view.nodes)])]
  staging.steps.push({ kind: 'run', nodes, reads: from.flatMap((view) => view.reads), sql: `CREATE TEMP TABLE ${table} AS ${select}` })
  staging.views.set(relation.id, tableView(table, where))
}

/** Columns with many different values are not worth a dictionary; those with few become small. */
const FILE_FORMAT = 'FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 500, WRITE_BLOOM_FILTER false, ROW_GROUP_SIZE 40960'

/**
 * Makes a table of more rows than DuckDB's memory holds: in a Parquet file under a view. A table would be written to disk
 * piece by piece again and again, each time that it is read.
 */
export function tableInFile(table: string, select: string, file: string): readonly string[] {
  const path = quoteText(file)
  const view = `SELECT * RENAME (file_row_number AS rowid) FROM read_parquet(${path}, file_row_number = true)`
  return [`COPY (${select}) TO ${path} (${FILE_FORMAT})`, `CREATE TEMP VIEW ${table} AS ${view}`]
}
