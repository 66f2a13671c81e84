import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { migrate } from '../src/database/migrate.ts'

/** A database of its own for one test file, dropped at the end. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string
}

/** Makes an empty database on the PostgreSQL of the test run. */
export const emptyDatabase = (): Promise<TestDatabase> => createDatabase()

async function createDatabase(template?: string, tablespace = 'pg_default'): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL']
  if (server === undefined) throw new Error('TEST_DATABASE_URL is not set: run through the test command')
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${template ?? 'template1'} TABLESPACE ${tablespace}`)
  // A copy has holes until then: on a disk that fills up, checkpoints of the whole server would fail, which others wait for.
  if (tablespace !== 'pg_default') await onServer(server, 'CHECKPOINT')
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, [Symbol.asyncDispose]: () => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`) }
}

/** Makes a database with all tables: a copy, where the test run has one to copy. */
export async function migratedDatabase(tablespace?: string): Promise<TestDatabase> {
  const template = process.env['TEST_DATABASE_TEMPLATE']
  if (template !== undefined) return createDatabase(template, tablespace)
  const database = await createDatabase(undefined, tablespace)
  await migrate(database.url)
  return database
}

/** Rows of a statement, on a connection for it alone: what is looked at may have been killed since the last one. */
export async function rowsOf(url: string, sql: string): Promise<readonly unknown[][]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows
  } finally {
    await client.end()
  }
}

async function onServer(url: string, sql: string): Promise<void> {
  await rowsOf(url, sql)
}
