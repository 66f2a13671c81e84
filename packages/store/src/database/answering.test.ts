import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { brokenLine, type BrokenLine } from '../../../runtime/test/broken-line.ts'
import { migratedDatabase, rowsOf, type TestDatabase } from '../../test/database.ts'
import { eventPool, inEventTransaction } from '../triggers/event-pool.ts'
import { APPLICATION, breakWhenSilent, connectionConfig } from './answering.ts'
import { connect } from './connect.ts'
import { endStandingSessions } from './standing-sessions.ts'
import { listen } from './notifications.ts'

const PATIENCE = { answerMs: 1_000, connectMs: 10_000, askMs: 500, idleMs: 30_000 }

let database: TestDatabase
let line: BrokenLine
let url = ''
/** Connections up to this number have lost the other end, and nobody told them. */
let vanished = 0
const vanish = (): void => void (vanished = line.connections())

beforeAll(async () => {
  database = await migratedDatabase()
  const direct = new URL(database.url)
  line = await brokenLine(direct.hostname, Number(direct.port || 5432), ({ connection }) => connection <= vanished, 'vanishes')
  direct.hostname = '127.0.0.1'
  direct.port = String(line.port)
  url = direct.href
  await rowsOf(database.url, 'CREATE TABLE kept (n int)')
})
afterAll(async () => {
  await line[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

test.each(['off', 'local', 'remote_apply'])('what is committed is on the disk where synchronous_commit is %s', async (setting) => {
  const name = new URL(database.url).pathname.slice(1)
  await rowsOf(database.url, `ALTER DATABASE ${name} SET synchronous_commit = ${setting}`)
  const [db, pool] = [connect(database.url, 1), eventPool(database.url)]
  try {
    const expected = [{ synchronous_commit: setting === 'remote_apply' ? 'remote_apply' : 'on' }]
    expect(await db.$queryRaw`SHOW synchronous_commit`).toEqual(expected)
    expect((await inEventTransaction(pool, (client) => client.query('SHOW synchronous_commit'))).rows).toEqual(expected)
  } finally {
    await rowsOf(database.url, `ALTER DATABASE ${name} RESET synchronous_commit`)
    await Promise.all([db.$disconnect(), pool.end()])
  }
})

test('a statement on a connection whose other end has vanished fails, and the next one has a new connection', async () => {
  const db = connect(url, 1, PATIENCE)
  try {
    await db.$queryRaw`SELECT 1`
    vanish()
    await expect(db.$queryRaw`SELECT 2`).rejects.toThrow()
    expect(await db.$queryRaw`SELECT 3 AS n`).toEqual([{ n: 3 }])
  } finally {
    await db.$disconnect()
  }
})

test('a transaction whose other end vanishes fails as a whole; its connection leaves the pool', async () => {
  const db = connect(url, 1, PATIENCE)
  try {
    const half = db.$transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO kept VALUES (1)`
      vanish()
      await tx.$executeRaw`INSERT INTO kept VALUES (2)`
    })
    await expect(half).rejects.toThrow()
    expect(await db.$queryRaw`SELECT n FROM kept`).toEqual([])
  } finally {
    await db.$disconnect()
  }
})

test('a session that stands still in the middle of a statement is ended, and what it has locked is free', async () => {
  const client = new pg.Client(connectionConfig(database.url, PATIENCE))
  const ended = new Promise((resolve) => client.on('error', resolve))
  await client.connect()
  const db = connect(database.url, 2)
  try {
    await client.query('BEGIN')
    await client.query(`SELECT pg_advisory_xact_lock(1)`)
    const isFree = async (): Promise<unknown> =>
      (await db.$queryRaw<{ free: boolean }[]>`SELECT pg_try_advisory_xact_lock(1) AS free`)[0]?.free
    // Half of what a statement consists of, and nothing more comes.
    client.connection.parse({ name: '', text: 'SELECT 1', types: [] }, true)
    client.connection.flush()
    expect(await isFree()).toBe(false)
    while ((await endStandingSessions(db, 0)) === 0);
    await ended
    expect(await isFree()).toBe(true)
  } finally {
    await db.$disconnect()
  }
})

test.each(['?application_name=other', '?connect_timeout=9&application_name=other&application_name=more'])(
  'a session has our name, whatever the address says: %s',
  async (settings) => {
    const client = new pg.Client(connectionConfig(database.url + settings, PATIENCE))
    await client.connect()
    const { rows } = await client.query<{ name: string }>("SELECT current_setting('application_name') AS name")
    await client.end()
    expect(rows).toEqual([{ name: APPLICATION }])
  },
)

test('asking on gives a connection no more time', async () => {
  // pg warns of who asks before the answer is there; here it is on purpose.
  const warned = vi.spyOn(process, 'emitWarning').mockReturnValue()
  const client = new pg.Client(connectionConfig(url, PATIENCE))
  client.on('error', () => undefined)
  breakWhenSilent(client, PATIENCE.answerMs)
  await client.connect()
  vanish()
  const asking = setInterval(() => void client.query('SELECT 1').catch(() => undefined), 50)
  await expect(client.query('SELECT 2')).rejects.toThrow()
  clearInterval(asking)
  warned.mockRestore()
})

test('statements that are answered keep their connection, however many there are', async () => {
  const db = connect(url, 1, PATIENCE)
  try {
    const before = line.connections()
    // Together they take longer than the answer to one may.
    for (let i = 0; i < 4; i++) await db.$queryRaw`SELECT pg_sleep(0.4)::text`
    expect(line.connections()).toBe(before + 1)
  } finally {
    await db.$disconnect()
  }
})

test('a transaction that stands still is ended by the database: nobody waits for its rows for long', async () => {
  await rowsOf(database.url, 'INSERT INTO kept VALUES (9)')
  const pool = eventPool(database.url, { ...PATIENCE, idleMs: 300 })
  try {
    const stands = inEventTransaction(pool, async (client) => {
      await client.query('UPDATE kept SET n = 10 WHERE n = 9')
      // Waits for the row that is held.
      await rowsOf(database.url, 'UPDATE kept SET n = 11 WHERE n = 9')
    })
    await expect(stands).rejects.toThrow()
    expect(await rowsOf(database.url, 'SELECT n FROM kept WHERE n > 8')).toEqual([[11]])
  } finally {
    await pool.end()
  }
})

test('events that were sent and never acknowledged are an error to whoever sent them; the pool goes on', async () => {
  const pool = eventPool(url, PATIENCE)
  try {
    const sent = inEventTransaction(pool, async (client) => {
      await client.query('INSERT INTO kept VALUES (3)')
      vanish()
    })
    await expect(sent).rejects.toThrow()
    await inEventTransaction(pool, (client) => client.query('INSERT INTO kept VALUES (4)'))
    expect(await rowsOf(database.url, 'SELECT count(*)::int FROM kept WHERE n = 4')).toEqual([[1]])
  } finally {
    await pool.end()
  }
})

test('whoever listens notices that nobody speaks any more, listens anew and looks for what was missed', async () => {
  const heard: string[] = []
  const notifications = await listen(url, PATIENCE)
  try {
    notifications.on('sluice_run', (id) => heard.push(id))
    vanish()
    await vi.waitFor(() => expect(heard).toEqual(['']), { timeout: 30_000 })
    await rowsOf(database.url, `SELECT pg_notify('sluice_run', 'later')`)
    await vi.waitFor(() => expect(heard).toEqual(['', 'later']), { timeout: 10_000 })
  } finally {
    await notifications.close()
  }
})
