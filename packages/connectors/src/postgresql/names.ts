import { ConnectorError } from '@sluice/engine/connector'

/** A longer name is cut by PostgreSQL without a word (NAMEDATALEN − 1). */
const LONGEST_NAME = 63

/** A table by its name as a person writes it; without a schema it is looked for along the search path. */
export interface TableName {
  readonly schema: string | undefined
  readonly table: string
}

/** The one place where a name becomes SQL. */
export function quoteName(name: string): string {
  if (name === '' || name.includes('\0') || Buffer.byteLength(name) > LONGEST_NAME)
    throw new ConnectorError('database-name-invalid', { name: name.slice(0, 200) })
  return `"${name.replaceAll('"', '""')}"`
}

/** `schema.table` as SQL. */
export const quoteTable = ({ schema, table }: TableName): string =>
  schema === undefined ? quoteName(table) : `${quoteName(schema)}.${quoteName(table)}`

/** A name as a person writes it: quoted only when it could be taken for two. */
const writeName = (name: string): string => (/^[^".\s]+$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)

export const formatTableName = ({ schema, table }: TableName): string =>
  schema === undefined ? writeName(table) : `${writeName(schema)}.${writeName(table)}`

/**
 * Reads `table`, `schema.table`, `"my schema"."my.table"`. Unlike in SQL the case of a name counts as it is written, quoted or not:
 * the names come from a list more often than from a keyboard.
 */
export function parseTableName(text: string): TableName {
  const parts: string[] = []
  let rest = text.trim()
  for (;;) {
    const match = /^(?:"((?:[^"]|"")+)"|([^".]+))(\.?)/.exec(rest)
    if (match === null) throw new ConnectorError('table-name-invalid', { table: text.slice(0, 200) })
    parts.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    rest = rest.slice(match[0].length)
    if (match[3] === '' && rest === '') break
    if (match[3] === '' || parts.length === 2) throw new ConnectorError('table-name-invalid', { table: text.slice(0, 200) })
  }
  const [first = '', second] = parts
  return second === undefined ? { schema: undefined, table: first } : { schema: first, table: second }
}
