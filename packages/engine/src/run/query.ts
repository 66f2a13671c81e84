import type { DuckDBConnection } from '@duckdb/node-api'

/** Runs a query and gives its rows with every value as text; queries ask for text or numbers only. */
export async function query(connection: DuckDBConnection, sql: string): Promise<readonly (readonly (string | null)[])[]> {
  return (await connection.runAndReadAll(sql)).getRowsJS().map((row) => row.map(cell))
}

/** The number that a query of one row and one column gives. */
export async function queryNumber(connection: DuckDBConnection, sql: string): Promise<number> {
  return Number((await query(connection, sql))[0]?.[0] ?? 0)
}

function cell(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : JSON.stringify(value)
}
