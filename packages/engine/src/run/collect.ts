import type { DuckDBConnection } from '@duckdb/node-api'
import { printScalar, textOf, type Column } from '@sluice/plan'
import type { WriteStep } from '../passes/step.ts'

export type TextRows = readonly (readonly (string | null)[])[]

/** Puts the rows of a sink into a table instead of a file, and tells how many there are. */
export async function collect(connection: DuckDBConnection, step: WriteStep, table: string): Promise<number> {
  await connection.run(`CREATE TEMP TABLE ${table} AS ${step.sql}`)
  const rows = (await connection.runAndReadAll(`SELECT count(*) FROM ${table}`)).getRowsJS()
  return Number(rows[0]?.[0] ?? 0)
}

/** Rows of a table with every value in its text form. */
export async function textRows(connection: DuckDBConnection, from: string, columns: readonly Column[], limit: number): Promise<TextRows> {
  if (columns.length === 0) return []
  const list = columns.map((column) => printScalar(textOf({ kind: 'column', id: column.id, type: column.type }), (id) => id))
  const rows = (await connection.runAndReadAll(`SELECT ${list.join(', ')} FROM ${from} LIMIT ${limit}`)).getRowsJS()
  return rows.map((row) => row.map((value) => (value === null ? null : String(value))))
}
