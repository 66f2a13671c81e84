import { ConnectorError, type WriteChange, type WriteCounts } from '@sluice/engine/connector'
import type { Database, TextRow } from '../database.ts'
import { quoteName, quoteTable } from '../names.ts'
import type { JobColumn } from './job.ts'
import { KEYED } from './settings.ts'
import { changed, differs, keysOf, sameKey, unnamed, valuesOf, type WriteShape } from './statements.ts'

/** Changes of each kind that a person is shown, and how much of a value. */
const SHOWN = 100
const SHOWN_CHARACTERS = 1_000

const shown = (expression: string): string => `left((${expression})::text, ${SHOWN_CHARACTERS})`
const before = ({ name }: JobColumn): string => shown(`t.${quoteName(name)}`)
const after = ({ stage }: JobColumn): string => shown(`s.${stage}`)

const joined = (shape: WriteShape): string =>
  `${quoteTable(shape.staging)} AS s LEFT JOIN ${quoteTable(shape.table)} AS t ON ${sameKey(shape)} WHERE NOT s.sluice_bad`

/** A row is there when its key is: a missing value is no key. */
const isThere = (shape: WriteShape): string => `t.${quoteName(keysOf(shape)[0]?.name ?? '')} IS NOT NULL`

const numbers = (row: TextRow | undefined): readonly number[] => (row ?? []).map(Number)

/** A key that two rows of the target share would be written twice for one row. */
export async function requireUniqueTarget(database: Database, shape: WriteShape): Promise<void> {
  const keys = keysOf(shape).map(({ name }) => `t.${quoteName(name)}`)
  const { rows } = await database.query(
    `SELECT ${keys.map((key) => `${key}::text`).join(', ')} FROM ${quoteTable(shape.table)} AS t
     WHERE EXISTS (SELECT FROM ${quoteTable(shape.staging)} AS s WHERE ${sameKey(shape)}) GROUP BY ${keys.join(', ')} HAVING count(*) > 1 LIMIT 1`,
  )
  if (rows[0] === undefined) return
  const params = { columns: keysOf(shape).map(({ name }) => name).join(', '), value: rows[0].map((value) => value ?? '').join(', ').slice(0, 200) } // prettier-ignore
  throw new ConnectorError('target-key-not-unique', params)
}

/** Rows by what would happen to them. `exists` is false when the table is to be made. */
export async function countChanges(database: Database, shape: WriteShape, exists: boolean): Promise<WriteCounts> {
  const one = async (sql: string): Promise<readonly number[]> => numbers((await database.query(sql)).rows[0])
  const [rows = 0] = await one(`SELECT count(*) FROM ${quoteTable(shape.staging)} AS s WHERE NOT s.sluice_bad`)
  const none = { inserted: rows, updated: 0, deleted: 0, unchanged: 0 }
  if (!exists || shape.mode === 'insert') return none
  if (shape.mode === 'replace') {
    const [deleted = 0] = await one(`SELECT count(*) FROM ${quoteTable(shape.table)}`)
    return { ...none, deleted }
  }
  const there = isThere(shape)
  const [inserted = 0, updated = 0, unchanged = 0] = await one(
    `SELECT count(*) FILTER (WHERE NOT ${there}), count(*) FILTER (WHERE ${there} AND ${changed(shape)}),
     count(*) FILTER (WHERE ${there} AND NOT ${changed(shape)}) FROM ${joined(shape)}`,
  )
  if (shape.mode === 'delete') return { inserted: 0, updated: 0, deleted: updated + unchanged, unchanged: inserted }
  if (shape.mode !== 'sync') return { inserted, updated, deleted: 0, unchanged }
  const [deleted = 0] = await one(`SELECT count(*) FROM ${quoteTable(shape.table)} AS t WHERE ${unnamed(shape)}`)
  return { inserted, updated, deleted, unchanged }
}

/** Rows of the target, counted for limits in percent. */
export async function countTarget(database: Database, shape: WriteShape): Promise<number> {
  const { rows } = await database.query(`SELECT count(*) FROM ${quoteTable(shape.table)}`)
  return Number(rows[0]?.[0] ?? 0)
}

const keyed = (columns: readonly JobColumn[], values: TextRow): Readonly<Record<string, string | null>> =>
  Object.fromEntries(columns.map(({ name }, i) => [name, values[i] ?? null]))

async function inserts(database: Database, shape: WriteShape, exists: boolean): Promise<readonly WriteChange[]> {
  const { columns } = shape
  const from =
    exists && KEYED.has(shape.mode)
      ? `${joined(shape)} AND NOT ${isThere(shape)}`
      : `${quoteTable(shape.staging)} AS s WHERE NOT s.sluice_bad`
  const { rows } = await database.query(`SELECT ${columns.map(after).join(', ')} FROM ${from} ORDER BY s.sluice_row LIMIT ${SHOWN}`)
  return rows.map((row) => ({
    kind: 'insert',
    key: keyed(keysOf(shape), row.filter((_value, i) => columns[i]?.key)),
    fields: columns.map(({ name }, i) => ({ column: name, before: null, after: row[i] ?? null })),
  })) // prettier-ignore
}

async function updates(database: Database, shape: WriteShape): Promise<readonly WriteChange[]> {
  const keys = keysOf(shape)
  const values = valuesOf(shape)
  const list = [...keys.map(after), ...values.flatMap((column) => [before(column), after(column), `(${differs(column)})::text`])]
  const { rows } = await database.query(
    `SELECT ${list.join(', ')} FROM ${joined(shape)} AND ${isThere(shape)} AND ${changed(shape)} ORDER BY s.sluice_row LIMIT ${SHOWN}`,
  )
  return rows.map((row) => ({
    kind: 'update',
    key: keyed(keys, row),
    fields: values.flatMap(({ name }, i) => {
      const at = keys.length + i * 3
      return row[at + 2] === 'true' ? [{ column: name, before: row[at] ?? null, after: row[at + 1] ?? null }] : []
    }),
  }))
}

async function deletes(database: Database, shape: WriteShape): Promise<readonly WriteChange[]> {
  const { columns } = shape
  const from =
    shape.mode === 'delete'
      ? `${joined(shape)} AND ${isThere(shape)} ORDER BY s.sluice_row`
      : `${quoteTable(shape.table)} AS t${shape.mode === 'sync' ? ` WHERE ${unnamed(shape)}` : ''} ORDER BY ${(keysOf(shape).length === 0 ? columns : keysOf(shape)).map(before).join(', ')}`
  const { rows } = await database.query(`SELECT ${columns.map(before).join(', ')} FROM ${from} LIMIT ${SHOWN}`)
  return rows.map((row) => ({
    kind: 'delete',
    key: keyed(keysOf(shape), row.filter((_value, i) => columns[i]?.key)),
    fields: columns.map(({ name }, i) => ({ column: name, before: row[i] ?? null, after: null })),
  })) // prettier-ignore
}

/** The first changes of each kind, field by field. */
export async function firstChanges(
  database: Database,
  shape: WriteShape,
  counts: WriteCounts,
  exists: boolean,
): Promise<readonly WriteChange[]> {
  return [
    ...(counts.inserted > 0 ? await inserts(database, shape, exists) : []),
    ...(counts.updated > 0 ? await updates(database, shape) : []),
    ...(counts.deleted > 0 ? await deletes(database, shape) : []),
  ]
}
