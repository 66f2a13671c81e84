import { nameColumns } from '../csv/name-columns.ts'
import { describeQuery, type Statement } from './cursor.ts'
import type { Database } from './database.ts'
import { existingTable } from './find-table.ts'
import { formatTableName, quoteTable } from './names.ts'
import type { Wanted } from './read-settings.ts'
import { readColumns, type ReadColumn } from './types.ts'

/** What can be read, and its columns. */
export interface Shape {
  /** For FROM: the table, or the query in brackets. */
  readonly from: string
  readonly values: Statement['values']
  readonly columns: readonly ReadColumn[]
  /** The name of each column in the database; two columns of a query may share one, and it may be empty. */
  readonly ownNames: readonly string[]
  /** For people. */
  readonly label: string
}

/** Asks the database what a table or a query gives, without reading it. */
export async function shapeOf(database: Database, wanted: Wanted): Promise<Shape> {
  const table = wanted.kind === 'table' ? await existingTable(database, wanted.name) : undefined
  const statement: Statement =
    wanted.kind === 'query' ? wanted.statement : { text: `SELECT * FROM ${quoteTable(table ?? wanted.name)}`, values: [] }
  const fields = await describeQuery(database, statement)
  const ownNames = fields.map((field) => field.name)
  return {
    from: table === undefined ? `(\n${statement.text}\n)` : quoteTable(table),
    values: statement.values,
    columns: await readColumns(database, fields, wanted.kind === 'table' ? ownNames : nameColumns(ownNames)),
    ownNames,
    label: table === undefined ? database.label : formatTableName(table),
  }
}
