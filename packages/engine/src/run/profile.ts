import type { DuckDBConnection } from '@duckdb/node-api'
import { printScalar, textOf, type Column, type Scalar } from '@sluice/plan'
import type { ColumnProfile } from '../job.ts'
import { query } from './query.ts'

const TOP = 10
const BUCKETS = 20

const asText = (column: Column): string =>
  printScalar(textOf({ kind: 'column', id: column.id, type: column.type } satisfies Scalar), (id) => id)

/** The column as a floating number for equal-width buckets, and how such a number reads; undefined for types without a scale. */
function scaleOf(column: Column): { readonly sql: string; readonly label: (value: number) => string } | undefined {
  switch (column.type.kind) {
    case 'integer':
    case 'decimal':
    case 'float':
      return { sql: `${column.id}::DOUBLE`, label: (value) => String(Number(value.toPrecision(6))) }
    case 'date':
      return { sql: `epoch(${column.id}::TIMESTAMP)`, label: (value) => new Date(value * 1000).toISOString().slice(0, 10) }
    case 'datetime':
    case 'instant':
      return { sql: `epoch(${column.id})`, label: (value) => new Date(value * 1000).toISOString().slice(0, 19) }
    case 'text':
    case 'boolean':
    case 'time':
    case 'list':
    case 'record':
    case 'binary':
      return undefined
  }
}

async function histogramOf(connection: DuckDBConnection, table: string, column: Column): Promise<ColumnProfile['histogram']> {
  const scale = scaleOf(column)
  if (scale === undefined) return []
  const values = `SELECT ${scale.sql} AS x FROM ${table} WHERE ${column.id} IS NOT NULL`
  const finite = `SELECT x FROM (${values}) WHERE isfinite(x)`
  const [range] = await query(connection, `SELECT min(x), max(x) FROM (${finite})`)
  if (range?.[0] === null || range === undefined) return []
  const [low, high] = [Number(range[0]), Number(range[1])]
  const width = (high - low) / BUCKETS
  if (!(width > 0) || !Number.isFinite(width)) {
    const [count] = await query(connection, `SELECT count(*) FROM (${finite})`)
    return [{ from: scale.label(low), to: scale.label(high), count: Number(count?.[0] ?? 0) }]
  }
  const bucket = `least(floor((x - ${low}::DOUBLE) / ${width}::DOUBLE), ${BUCKETS - 1})::INTEGER`
  const rows = await query(connection, `SELECT ${bucket} AS b, count(*) FROM (${finite}) GROUP BY b`)
  const counts = new Map(rows.map(([b, n]) => [Number(b), Number(n)]))
  return Array.from({ length: BUCKETS }, (_, i) => ({
    from: scale.label(low + i * width),
    to: scale.label(i === BUCKETS - 1 ? high : low + (i + 1) * width),
    count: counts.get(i) ?? 0,
  }))
}

/** Columns that one statement looks at: enough to spare most of what a statement costs, few enough for the wait until it is stopped. */
const TOGETHER = 16

/** The values of a column with how often each is there and where first, and of that the figures (`k` 0) and the most frequent (from 1). */
function printFigures(table: string, column: Column, place: number): { readonly groups: string; readonly figures: string } {
  const { id } = column
  const groups = `g${place} AS MATERIALIZED (SELECT ${id}, count(*) AS n, min(rowid) AS first FROM ${table} GROUP BY ${id})`
  const end = (fn: string): string => `(SELECT ${asText(column)} FROM (SELECT ${fn}(${id}) AS ${id} FROM g${place}))`
  const missing = `coalesce(sum(n) FILTER (WHERE ${id} IS NULL), 0)::VARCHAR`
  const most = `SELECT ${id}, n, row_number() OVER (ORDER BY n DESC, first) AS k FROM g${place}`
  const one = `SELECT ${place} AS c, 0 AS k, ${missing} AS a, count(${id})::VARCHAR AS b, ${end('min')} AS least, ${end('max')} AS greatest FROM g${place}`
  const top = `SELECT ${place}, k, ${asText(column)}, n::VARCHAR, NULL, NULL FROM (${most}) WHERE k <= ${TOP}`
  return { groups, figures: `${one} UNION ALL ${top}` }
}

async function profileTogether(connection: DuckDBConnection, table: string, columns: readonly Column[]): Promise<readonly ColumnProfile[]> {
  const parts = columns.map((column, place) => printFigures(table, column, place))
  const sql = `WITH ${parts.map(({ groups }) => groups).join(', ')} SELECT * FROM (${parts.map(({ figures }) => figures).join(' UNION ALL ')}) ORDER BY c, k`
  const rows = await query(connection, sql)
  const profiles: ColumnProfile[] = []
  for (const [place, column] of columns.entries()) {
    const [figures, ...top] = rows.filter(([of]) => Number(of) === place)
    profiles.push({
      missing: Number(figures?.[2] ?? 0),
      distinct: Number(figures?.[3] ?? 0),
      min: figures?.[4] ?? null,
      max: figures?.[5] ?? null,
      top: top.map(([, , value, count]) => ({ value: value ?? null, count: Number(count) })),
      histogram: await histogramOf(connection, table, column),
    })
  }
  return profiles
}

/** Missing and distinct values, range, most frequent values and distribution of each of the columns of a table. */
export async function profileColumns(
  connection: DuckDBConnection,
  table: string,
  columns: readonly Column[],
): Promise<readonly ColumnProfile[]> {
  const profiles: ColumnProfile[] = []
  for (let at = 0; at < columns.length; at += TOGETHER)
    profiles.push(...(await profileTogether(connection, table, columns.slice(at, at + TOGETHER))))
  return profiles
}
