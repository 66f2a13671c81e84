import { randomBytes } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ConnectorError } from '@sluice/engine/connector'
import { failureOf } from '../source-fixture.ts'
import { Database } from './database.ts'
import { postgresqlFixture, type PostgresqlFixture } from './postgresql-fixture.ts'
import { testPostgresql } from './test-connection.ts'

let fixture: PostgresqlFixture
beforeAll(async () => {
  fixture = await postgresqlFixture()
})
afterAll(() => fixture[Symbol.asyncDispose]())

const signal = new AbortController().signal
const attempt = (
  config: Readonly<Record<string, string | number>>,
  password = fixture.access.secrets['password'] ?? '',
  allowedHosts = [fixture.host],
) => testPostgresql({ ...fixture.access, config: { ...fixture.access.config, ...config }, secrets: { password } }, { allowedHosts, signal })

test('a test tells what the database says of itself', async () => {
  await fixture.run('CREATE TABLE one (a int)')
  const facts = await attempt({})
  expect(facts['version']).toMatch(/^\d+/)
  expect(facts).toMatchObject({
    encrypted: 'false',
    tables: '1',
    written: '1',
    staging: 'true',
  })
})

test.each([
  [{}, 'wrong-password', 'database-login-refused'],
  [{}, '', 'database-login-refused'],
  [{ user: 'nobody' }, undefined, 'database-login-refused'],
  [{ database: 'nowhere' }, undefined, 'database-unknown'],
  [{ ssl: 'require' }, undefined, 'database-tls-unavailable'],
  [{ ssl: 'verify-full' }, undefined, 'database-tls-unavailable'],
  [{ ssl: 'prefer' }, undefined, 'connection-incomplete'],
  [{ host: ' ' }, undefined, 'connection-incomplete'],
  [{ port: 70_000 }, undefined, 'connection-incomplete'],
  [{ host: '/var/run/postgresql' }, undefined, 'database-no-answer'],
  [{ host: 'no-such-host.invalid' }, undefined, 'database-no-answer'],
])('%j with password %j: %s', async (config, password, code) => {
  const failure = await failureOf(attempt(config, password))
  expect(failure.code).toBe(code)
  expect(JSON.stringify(failure)).not.toContain('wrong-password')
})

test.each(['127.0.0.1', 'localhost', '2130706433', '::ffff:127.0.0.1', '169.254.169.254'])(
  '%s is refused unless the host lets it through',
  async (host) => {
    expect((await failureOf(attempt({ host }, undefined, []))).code).toBe('database-address-refused')
  },
)

test('neither variables nor files of the host stand in for what a connection lacks', async () => {
  process.env['PGPASSWORD'] = fixture.access.secrets['password'] ?? ''
  process.env['PGSSLMODE'] = 'require'
  try {
    expect((await failureOf(attempt({}, ''))).code).toBe('database-login-refused')
    expect(await attempt({})).toMatchObject({ encrypted: 'false' })
  } finally {
    delete process.env['PGPASSWORD']
    delete process.env['PGSSLMODE']
  }
})

/** A server that answers the first bytes of a client with these and then says nothing. */
async function mute(answer: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      answer(socket)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { server, port: address === null || typeof address === 'string' ? 0 : address.port }
}

test.each([
  ['hangs up', (socket: Socket) => socket.destroy(), 'database-connection-lost', true],
  [
    'speaks TLS without a certificate',
    (socket: Socket) => {
      socket.once('data', () => socket.end('nonsense'))
      socket.write('S')
    },
    'database-tls-untrusted',
    false,
  ],
])('a server that %s', async (_what, answer, code, retryable) => {
  const { server, port } = await mute(answer)
  try {
    const ssl = code === 'database-tls-untrusted' ? 'require' : 'disable'
    const failure: unknown = await attempt({ port, ssl }, undefined, [`127.0.0.1:${port}`]).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ConnectorError)
    expect(failure).toMatchObject({ code, retryable })
  } finally {
    server.close()
  }
})

test('what is sent to a server ends with the run: the statement is cancelled, not left behind', async () => {
  const abort = new AbortController()
  await using database = await Database.open(fixture.access, { allowedHosts: [fixture.host], signal: abort.signal, timeoutSeconds: 60 })
  const marker = `sleeper-${randomBytes(6).toString('hex')}`
  const sleeping = database.query(`SELECT pg_sleep(50), '${marker}'`)
  const running = async (): Promise<number> =>
    Number(
      (
        await fixture.rows(`SELECT count(*)::int FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%${marker}%' AND state = 'active'`)
      )[0]?.[0],
    )
  await expect.poll(running).toBe(1)
  abort.abort(new Error('stopped'))
  await expect(sleeping).rejects.toThrow('stopped')
  await expect.poll(running).toBe(0)
})

test('a statement that takes too long is ended and may be tried again', async () => {
  await using database = await Database.open(fixture.access, { allowedHosts: [fixture.host], signal, timeoutSeconds: 1 })
  await database.begin('read')
  const failure: unknown = await database.query('SELECT pg_sleep(50)').catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'database-statement-timeout', retryable: true, params: { seconds: 1 } })
})

test('a server that goes away in the middle is an error that may be tried again', async () => {
  await using database = await Database.open(fixture.access, { allowedHosts: [fixture.host], signal, timeoutSeconds: 60 })
  const pid = (await database.query('SELECT pg_backend_pid()')).rows[0]?.[0] ?? ''
  const sleeping = database.query('SELECT pg_sleep(50)').catch((error: unknown) => error)
  await expect.poll(async () => (await fixture.rows(`SELECT pg_terminate_backend(${pid})`))[0]?.[0]).toBe(true)
  expect(await sleeping).toMatchObject({ code: 'database-connection-lost', retryable: true })
  await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'database-connection-lost', retryable: true })
})
