import { printLayers, type Check, type ColumnId, type DataType, type SelectColumns } from '@sluice/plan'
import { asideColumns, checksOf } from './needs.ts'
import { placeOf } from './places.ts'
import { stageStops } from './stage-aside.ts'
import type { Segment } from './segments.ts'
import type { AppendStep, CsvScan, Fact, ReadStep } from './step.ts'
import {
  becomesTable,
  consumersOf,
  countStep,
  idsOf,
  materialise,
  neededColumns,
  nextTable,
  probe,
  readKey,
  tableInFile,
  tableView,
  viewOf,
  type Staging,
  type View,
} from './staging.ts'

/** Stages neighbouring row-wise operators: as one table with a verdict per row, or as part of what reads them. */
export function stageSegment(staging: Staging, segment: Segment): void {
  const reading = segment.base.op === 'scan' ? staging.options.scans.get(segment.base.id) : undefined
  const csv = reading?.kind === 'csv' ? reading : undefined
  const base = csv === undefined ? viewOf(staging, segment.base.id) : csvView(csv.sql)
  if (segment.ops.length === 0 && csv === undefined) return
  if (csv === undefined && !becomesTable(staging, segment)) inline(staging, segment, base)
  else tabulate(staging, segment, base, csv)
}

const csvView = (sql: string): View => ({
  select: (ids) => `SELECT ${ids.length === 0 ? '1 AS one' : ids.join(', ')} FROM ${sql}`,
  ordered: true,
  reads: [],
  nodes: [],
})

/** Types that come back from a Parquet file as they went in; whole numbers of 128 bits, for one, would be rounded. */
const SAFE_IN_FILE: readonly DataType['kind'][] = ['text', 'decimal', 'boolean', 'date', 'datetime']

const isSafeInFile = (type: DataType): boolean => SAFE_IN_FILE.includes(type.kind) || (type.kind === 'integer' && type.bits === 64)

const nodesOf = (segment: Segment): readonly string[] => [...new Set([segment.base, ...segment.ops].map((relation) => relation.node))]

function inline(staging: Staging, segment: Segment, base: View): void {
  const rows = staging.rowFacts.get(segment.base.id) ?? []
  for (const op of segment.ops) {
    staging.rowFacts.set(op.id, rows)
    staging.readFacts.set(readKey(op.id, 0), rows)
  }
  staging.views.set(segment.end.id, {
    ...base,
    nodes: [...base.nodes, ...segment.ops.map((op) => op.node)],
    select: (ids, ordinal) => printLayers(base.select, { ops: segment.ops, checks: [], wanted: ids, ordinal }),
  })
}

function tabulate(staging: Staging, segment: Segment, base: View, csv: CsvScan | undefined): void {
  const { end } = segment
  const checks = checksOf(segment)
  const table = nextTable(staging, 's')
  const number = probe(staging, table)
  const apart = readRejects(staging, checks)
  const side = `${table}_rejected`
  // Nothing has let rows of the source go yet, so where they are is their place, which need not be stored.
  const place = segment.base.op === 'scan' ? placeOf(segment.base.id) : undefined
  const wanted = idsOf(neededColumns(staging, end)).filter((id) => id !== place)
  const stored = new Set(wanted)
  const keptAside = new Map<ColumnId, number[]>()
  for (const check of checks) {
    const where = `v = ${check.verdict}`
    const view = apart.includes(check) ? tableView(side, where) : tableView(table, where, place)
    staging.kept.set(check.op.id, { segment, stored, view })
    staging.asideFacts.set(check.op.id, [`${table}.${check.verdict}`])
    for (const id of asideColumns(staging.wiring, segment, check, stored)) keptAside.set(id, [...(keptAside.get(id) ?? []), check.verdict])
  }
  const ordinal = !base.ordered
  const verdict = (sql: string): string => `probe(${number}, ${sql})`
  const layers = (select: SelectColumns): string => printLayers(select, { ops: segment.ops, checks, wanted, keptAside, ordinal, verdict })
  const nodes = nodesOf(segment)
  const where = checks.length === 0 ? null : 'v = 0'
  if (csv === undefined) {
    const select = ordinal ? `SELECT * EXCLUDE (o) FROM (${layers(base.select)}) ORDER BY o` : layers(base.select)
    materialise(staging, end, table, select, [{ ...base, nodes: [...base.nodes, ...nodes] }], where)
  } else {
    staging.steps.push(readStep(staging, segment, csv, table, number, layers))
  }
  staging.views.set(end.id, tableView(table, where, place))
  staging.steps.push({ kind: 'count', nodes, reads: [table], sql: `SELECT '${table}.' || v AS k, count(*) AS n FROM ${table} GROUP BY v` })
  if (apart.length > 0) {
    const verdicts = apart.map((check) => check.verdict).join(', ')
    const sql = `CREATE TEMP TABLE ${side} AS SELECT *${place === undefined ? '' : `, rowid AS ${place}`} FROM ${table} WHERE v IN (${verdicts})`
    staging.steps.push({ kind: 'run', nodes, reads: [table], sql })
  }
  for (const { op } of checks) if (op.op === 'split') stageStops(staging, op)
  if (csv !== undefined) staging.steps.push(countStep(nodes, [csv.rejects], [[csv.rejects, `SELECT count(*) FROM ${csv.rejects}`]]))
  noteFacts(staging, segment, table, csv?.rejects)
}

/** How the file is read: by DuckDB within the segment's statement, or in Node.js into a table that the statement reads. */
function readStep(
  staging: Staging,
  segment: Segment,
  csv: CsvScan,
  table: string,
  number: number,
  layers: (select: SelectColumns) => string,
): ReadStep {
  const { base, end } = segment
  const nodes = nodesOf(segment)
  const file = neededColumns(staging, end).every(({ type }) => isSafeInFile(type)) ? csv.overflow : undefined
  const statements = (select: string): readonly string[] =>
    file === undefined ? [`CREATE TEMP TABLE ${table} AS ${select}`] : tableInFile(table, select, file)
  const { rejects, rejectsSql, errors, careful } = csv
  const raw = `${table}_raw`
  const append: AppendStep = {
    kind: 'append', nodes, reads: [], relation: base.id, table: raw, columns: idsOf(base.columns), rejects, rows: `${raw}.rows`, broken: rejects,
  } // prettier-ignore
  return {
    kind: 'read',
    nodes,
    reads: [],
    relation: base.id,
    table,
    sql: statements(layers(csvView(csv.sql).select)),
    probe: number,
    rejects,
    rejectsSql,
    errors,
    ...(file === undefined ? {} : { file }),
    ...(careful === undefined
      ? {}
      : { careful: { atOnce: careful === 'at-once', append, sql: statements(layers(tableView(raw, null).select)) } }),
  }
}

/** Splits whose rejected rows are read; when there are several, their rows are put apart so that the big table is passed once. */
function readRejects(staging: Staging, checks: readonly Check[]): readonly Check[] {
  const isRead = ({ op }: Check): boolean =>
    op.op === 'split' && (staging.wiring.asides.get(op.id) ?? []).some((aside) => consumersOf(staging, aside.id).length > 0)
  const read = checks.filter(isRead)
  return read.length > 1 ? read : []
}

/** Rows that reach an operator are those that no earlier check set aside. */
function noteFacts(staging: Staging, segment: Segment, table: string, rejects: string | undefined): void {
  const checks = checksOf(segment)
  const fact = (verdict: number): Fact => `${table}.${verdict}`
  let left = [fact(0), ...checks.map((check) => fact(check.verdict))]
  if (segment.base.op === 'scan' && rejects !== undefined) {
    staging.rowFacts.set(segment.base.id, left)
    staging.asideFacts.set(segment.base.id, [rejects])
    staging.rejectTables.set(segment.base.id, rejects)
    staging.readFacts.set(readKey(segment.base.id, 0), [...left, rejects])
  }
  for (const op of segment.ops) {
    staging.readFacts.set(readKey(op.id, 0), left)
    const check = checks.find((candidate) => candidate.op === op)
    if (check !== undefined) left = left.filter((f) => f !== fact(check.verdict))
    staging.rowFacts.set(op.id, left)
  }
}
