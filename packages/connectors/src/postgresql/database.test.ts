import { afterAll, beforeAll, expect, test } from 'vitest'
import { Database, type Mode } from './database.ts'
import { postgresqlFixture, type PostgresqlFixture } from './postgresql-fixture.ts'

let fixture: PostgresqlFixture
beforeAll(async () => {
  fixture = await postgresqlFixture()
})
afterAll(() => fixture[Symbol.asyncDispose]())

test.each<[Mode, string]>([['read', '0'], ['write', '30s']])('in a transaction to %s the server waits %s for the next statement', async (mode, wait) => {
  const { allowedHosts, signal } = fixture.target()
  await using database = await Database.open(fixture.access, { allowedHosts, signal, timeoutSeconds: 60 })
  await database.begin(mode)
  expect((await database.query('SHOW idle_in_transaction_session_timeout')).rows).toEqual([[wait]])
}) // prettier-ignore

test('a writer that stands still keeps nobody waiting for ever: the server ends it, and says what became of it', async () => {
  await fixture.run('CREATE TABLE waited (n int)')
  const { allowedHosts, signal } = fixture.target()
  await using stopped = await Database.open(fixture.access, { allowedHosts, signal, timeoutSeconds: 60 })
  await stopped.begin('write')
  await stopped.query(`SELECT set_config('idle_in_transaction_session_timeout', '200ms', true)`)
  await stopped.query('LOCK TABLE waited IN SHARE ROW EXCLUSIVE MODE')
  await using next = await Database.open(fixture.access, { allowedHosts, signal, timeoutSeconds: 60 })
  await next.begin('write')
  await next.query('LOCK TABLE waited IN SHARE ROW EXCLUSIVE MODE')
  await next.query('COMMIT')
  await expect(stopped.query('SELECT 1')).rejects.toMatchObject({ code: 'database-connection-lost', retryable: true })
})

test.each([['off', 'on'], ['local', 'on'], ['remote_write', 'on'], ['remote_apply', 'remote_apply']])('a database whose commits wait for "%s" commits what is written with "%s"', async (set, used) => {
  await fixture.run(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = ${set}', current_database()); END $$`)
  const { allowedHosts, signal } = fixture.target()
  await using database = await Database.open(fixture.access, { allowedHosts, signal, timeoutSeconds: 60 })
  expect((await database.query('SHOW synchronous_commit')).rows).toEqual([[set]])
  await database.begin('write')
  expect((await database.query('SHOW synchronous_commit')).rows).toEqual([[used]])
  await database.query('COMMIT')
  expect((await database.query('SHOW synchronous_commit')).rows).toEqual([[set]])
}) // prettier-ignore
