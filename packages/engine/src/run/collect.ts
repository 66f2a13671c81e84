import type { DuckDBConnection } from '@duckdb/node-api'
import { printScalar, textOf, type Column } from '@sluice/plan'
import type { WriteStep } from '../passes/step.ts'
import { query, queryNumber } from './query.ts'

export type TextRows = readonly (readonly (string | null)[])[]

/** Puts the rows of a sink into a table instead of a file, and tells how many there are. */
export async function collect(connection: DuckDBConnection, step: WriteStep, table: string): Promise<number> {
  await connection.run(`CREATE TEMP TABLE ${table} AS ${step.sql}`)
  return queryNumber(connection, `SELECT count(*) FROM ${table}`)
}

/** Rows of a table with every value in its text form. */
export async function textRows(connection: DuckDBConnection, from: string, columns: readonly Column[], limit: number): Promise<TextRows> {
  if (columns.length === 0) return []
  const list = columns.map((column) => printScalar(textOf({ kind: 'column', id: column.id, type: column.type }), (id) => id))
  return query(connection, `SELECT ${list.join(', ')} FROM ${from} LIMIT ${limit}`)
}
