import type { ConnectionAccess, Reading, TargetContext } from '@sluice/engine/connector'
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { sourceFixture, type SourceFixture } from '../source-fixture.ts'

/** A database of its own for one test file, a connection to it, and the contexts that sources and targets get. */
export interface PostgresqlFixture extends AsyncDisposable {
  readonly access: ConnectionAccess
  /** `host:port`, which the guard has to let through. */
  readonly host: string
  readonly source: SourceFixture
  readonly setting: { readonly connection: { readonly connection: string } }
  /** Runs statements as the owner of the database. */
  readonly run: (sql: string) => Promise<void>
  /** Rows as PostgreSQL's own JSON of them. */
  readonly rows: (sql: string) => Promise<readonly unknown[][]>
  readonly target: (more?: Partial<TargetContext>) => TargetContext
}

export async function postgresqlFixture(): Promise<PostgresqlFixture> {
  const server = process.env['TEST_DATABASE_URL']
  if (server === undefined) throw new Error('TEST_DATABASE_URL is not set: run through the test command')
  const name = `test_${randomBytes(6).toString('hex')}`
  const onServer = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    await client.query(sql)
    await client.end()
  }
  await onServer(`CREATE DATABASE ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  const source = await sourceFixture()
  const host = `${url.hostname}:${url.port === '' ? '5432' : url.port}`
  const access: ConnectionAccess = {
    type: 'postgresql',
    config: { host: url.hostname, port: Number(url.port === '' ? 5432 : url.port), database: name, user: decodeURIComponent(url.username), ssl: 'disable' },
    secrets: { password: decodeURIComponent(url.password) },
  } // prettier-ignore
  const context = { connections: { db: access }, allowedHosts: [host] }
  return {
    access,
    host,
    source: { ...source, context: (columns, more) => source.context(columns, { ...context, ...more }) },
    setting: { connection: { connection: 'db' } },
    run: async (sql) => {
      await client.query(sql)
    },
    rows: async (sql) => (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows,
    target: (more = {}) => {
      const { folders, signal } = source.context()
      return { runId: 'run-1', attempt: 1, node: 'out', ...context, folders, signal, ...more }
    },
    [Symbol.asyncDispose]: async () => {
      await client.end()
      await source[Symbol.asyncDispose]()
      await onServer(`DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

/** All rows of a source that reads in batches of texts. */
export async function readRows(reading: Reading): Promise<(string | null)[][]> {
  if (reading.kind !== 'batches') throw new Error('this source does not read in batches of texts')
  const rows: (string | null)[][] = []
  for await (const { columns } of reading.batches)
    for (let row = 0; row < (columns[0]?.length ?? 0); row++) rows.push(columns.map((column) => column[row] ?? null))
  return rows
}
