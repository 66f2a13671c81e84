import { escapeIdentifier } from 'pg'
import type pg from 'pg'

interface Column {
  readonly name: string
  readonly type: string
  readonly identity: boolean
  /** The column that it points to. */
  readonly to: string | null
  readonly of: string | null
}

/** A value of each type; texts look like COPY's own marks. */
const VALUES: Readonly<Record<string, string>> = {
  text: `E'\\\\N\\t"客户"\\n\\\\.' || gen_random_uuid()`,
  uuid: 'gen_random_uuid()',
  integer: '-7',
  bigint: '9007199254740993',
  smallint: '7',
  boolean: 'true',
  'double precision': '0.1::float8',
  json: `'{"a": [1.50, "\\u00e4\\\\", null]}'::json`,
  jsonb: `'{"a": [1.50, "\\u00e4\\\\", null]}'::jsonb`,
  bytea: `'\\x005c4e0aff'::bytea`,
  'text[]': `ARRAY['a,b', '{"}']`,
}
const valueOf = (type: string): string | undefined => VALUES[type] ?? (/^timestamp/.test(type) ? "'2026-02-28 23:59:59.123Z'" : undefined)

/** Puts a row into every one of the tables that has none, with a value in each of its columns. */
export async function fillTables(client: pg.Client, tables: readonly string[]): Promise<void> {
  let empty = await emptyOnes(client, tables)
  // What points to a table is filled behind it.
  for (let before = Infinity; empty.length > 0 && empty.length < before; empty = await emptyOnes(client, tables)) {
    before = empty.length
    for (const table of empty) await fill(client, table, new Set(empty))
  }
  if (empty.length > 0) throw new Error(`tables that could not be filled: ${empty.join(', ')}`)
}

async function emptyOnes(client: pg.Client, tables: readonly string[]): Promise<readonly string[]> {
  const empty: string[] = []
  for (const table of tables) if ((await client.query(`SELECT 1 FROM ${escapeIdentifier(table)} LIMIT 1`)).rowCount === 0) empty.push(table)
  return empty
}

async function fill(client: pg.Client, table: string, empty: ReadonlySet<string>): Promise<void> {
  const { rows: columns } = await client.query<Column>(
    `SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type, a.attidentity <> '' AS identity, k.to, k.of
       FROM pg_attribute a LEFT JOIN LATERAL (
         SELECT f.attname AS to, c.confrelid::regclass::text AS of FROM pg_constraint c, unnest(c.conkey, c.confkey) AS pair(mine, theirs)
           JOIN pg_attribute f ON true WHERE c.contype = 'f' AND c.conrelid = a.attrelid AND pair.mine = a.attnum
            AND f.attrelid = c.confrelid AND f.attnum = pair.theirs LIMIT 1) k ON true
      WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum`,
    [escapeIdentifier(table)],
  )
  const given = columns.filter(({ identity }) => !identity)
  if (given.some(({ of }) => of !== null && of.replaceAll('"', '') !== table && empty.has(of.replaceAll('"', '')))) return
  const values = given.map(({ name, type, to, of }) => {
    if (to !== null && of !== null) return `(SELECT ${escapeIdentifier(to)} FROM ${of} LIMIT 1)`
    const value = valueOf(type)
    if (value === undefined) throw new Error(`no value for ${table}.${name}, ${type}`)
    return value
  })
  await client.query(`INSERT INTO ${escapeIdentifier(table)} (${given.map(({ name }) => escapeIdentifier(name)).join(', ')}) VALUES (${values.join(', ')})`) // prettier-ignore
}
