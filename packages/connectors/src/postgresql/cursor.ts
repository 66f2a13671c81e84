import type { FieldDef } from 'pg'
import type { Database, TextRow } from './database.ts'

/** A statement and the values of `$1`, `$2`, … */
export interface Statement {
  readonly text: string
  readonly values: readonly (string | null)[]
}

/** Text that one fetch should bring, in characters; rows decide how many of them that is. */
const FETCH_CHARACTERS = 8 << 20
const FIRST_ROWS = 256
const MOST_ROWS = 8_192
const GROWTH = 8

/**
 * DECLARE takes a SELECT or VALUES and nothing else: no second statement, no COPY, no data-modifying WITH. The line break keeps
 * a comment at the end of the text from taking anything along.
 */
const declare = (database: Database, name: string, { text, values }: Statement) =>
  database.query(`DECLARE ${name} NO SCROLL CURSOR FOR\n${text}\n`, values)

/** The columns of a query, without running it. */
export async function describeQuery(database: Database, statement: Statement): Promise<readonly FieldDef[]> {
  await declare(database, 'sluice_shape', statement)
  const { fields } = await database.query('FETCH FORWARD 0 FROM sluice_shape')
  await database.query('CLOSE sluice_shape')
  return fields
}

function charactersOf(rows: readonly TextRow[]): number {
  let characters = 0
  for (const row of rows) for (const value of row) characters += value?.length ?? 0
  return characters
}

/** The rows of a query, one fetch ahead of whoever takes them. Few at first, then as many as fit into one piece of text. */
export async function* fetchRows(database: Database, statement: Statement, limit = Infinity): AsyncGenerator<readonly TextRow[]> {
  await declare(database, 'sluice_rows', statement)
  let size = FIRST_ROWS
  let left = limit
  const fetch = async (): Promise<readonly TextRow[]> => {
    const asked = Math.min(size, left)
    const { rows } = asked === 0 ? { rows: [] } : await database.query(`FETCH FORWARD ${asked} FROM sluice_rows`)
    left -= rows.length
    const average = charactersOf(rows) / Math.max(rows.length, 1)
    size = Math.max(1, Math.min(size * GROWTH, MOST_ROWS, Math.floor(FETCH_CHARACTERS / Math.max(average, 1))))
    return rows
  }
  let next = fetch()
  try {
    for (;;) {
      const rows = await next
      if (rows.length === 0) return
      next = fetch()
      yield rows
    }
  } finally {
    // Nobody waits for the fetch that was sent ahead when reading ends early.
    next.catch(() => undefined)
  }
}
