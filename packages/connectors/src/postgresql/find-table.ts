import { ConnectorError } from '@sluice/engine/connector'
import type { Database } from './database.ts'
import { formatTableName, quoteTable, type TableName } from './names.ts'

export type RelationKind = 'table' | 'view' | 'other'

/** A table, view or foreign table that is there. */
export interface FoundTable {
  readonly oid: string
  readonly schema: string
  readonly table: string
  readonly kind: RelationKind
  /** The planner's estimate; null when the table was never looked at. */
  readonly rows: number | null
}

const KINDS: Readonly<Record<string, RelationKind>> = { r: 'table', p: 'table', v: 'view', m: 'view', f: 'other' }

const COLUMNS = `c.oid, n.nspname, c.relname, c.relkind, c.reltuples::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace`

const found = ([oid, schema, table, kind, rows]: readonly (string | null)[]): FoundTable => ({
  oid: oid ?? '',
  schema: schema ?? '',
  table: table ?? '',
  kind: KINDS[kind ?? ''] ?? 'other',
  rows: rows === null || Number(rows) < 0 ? null : Number(rows),
})

/** The table of that name, looked for along the search path when it names no schema; undefined when there is none. */
export async function findTable(database: Database, name: TableName): Promise<FoundTable | undefined> {
  const kinds = `c.relkind IN (${Object.keys(KINDS).map((kind) => `'${kind}'`).join(', ')})` // prettier-ignore
  const { rows } = await database.query(`SELECT ${COLUMNS} WHERE c.oid = to_regclass($1) AND ${kinds}`, [quoteTable(name)])
  return rows[0] === undefined ? undefined : found(rows[0])
}

export async function existingTable(database: Database, name: TableName): Promise<FoundTable> {
  const table = await findTable(database, name)
  if (table === undefined) throw new ConnectorError('database-table-unknown', { table: formatTableName(name), database: database.label })
  return table
}

/** The most that a picker shows. */
const MOST_TABLES = 5_000

/** Every table and view that this user may read, outside PostgreSQL's own schemas and Sluice's. */
export async function listTables(database: Database): Promise<readonly FoundTable[]> {
  const { rows } = await database.query(
    `SELECT ${COLUMNS} WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND n.nspname <> ALL ('{pg_catalog,information_schema,pg_toast,sluice_staging}')
     AND n.nspname NOT LIKE 'pg\\_temp%' AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
     ORDER BY n.nspname, c.relname LIMIT ${MOST_TABLES}`,
  )
  return rows.map(found)
}
