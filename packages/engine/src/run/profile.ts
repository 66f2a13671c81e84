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

/** Missing and distinct values, range, most frequent values and distribution of a column of a table. */
export async function profileColumn(connection: DuckDBConnection, table: string, column: Column): Promise<ColumnProfile> {
  const least = `min(${column.id}) AS ${column.id}`
  const greatest = `max(${column.id}) AS ${column.id}`
  const sql = `SELECT count(*) - count(${column.id}), count(DISTINCT ${column.id}), (SELECT ${asText(column)} FROM (SELECT ${least} FROM ${table})), (SELECT ${asText(column)} FROM (SELECT ${greatest} FROM ${table})) FROM ${table}`
  const [figures] = await query(connection, sql)
  const frequent = `SELECT ${asText(column)}, n FROM (SELECT ${column.id}, count(*) AS n, min(rowid) AS first FROM ${table} GROUP BY ${column.id}) ORDER BY n DESC, first LIMIT ${TOP}`
  const top = await query(connection, frequent)
  return {
    missing: Number(figures?.[0] ?? 0),
    distinct: Number(figures?.[1] ?? 0),
    min: figures?.[2] ?? null,
    max: figures?.[3] ?? null,
    top: top.map(([value, count]) => ({ value: value ?? null, count: Number(count) })),
    histogram: await histogramOf(connection, table, column),
  }
}
