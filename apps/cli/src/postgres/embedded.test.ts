import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensurePostgres, type EmbeddedPostgres } from './embedded.ts'
import { readPostmaster, signal } from './process.ts'

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

describe('the embedded PostgreSQL', () => {
  const home = mkdtempSync(join(tmpdir(), 'sluice-postgres-'))
  const folder = join(home, 'postgres')
  let postgres: EmbeddedPostgres

  beforeAll(async () => {
    chmodSync(home, 0o755)
    postgres = await ensurePostgres(folder)
    await query(postgres.url, 'CREATE TABLE kept (n int)')
  })

  afterAll(async () => {
    await postgres.stop()
    rmSync(home, { recursive: true, force: true })
  })

  it('is UTF-8 whatever the shell says', async () => {
    expect(await query(postgres.url, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
  })

  it('is adopted by a second start while it runs', async () => {
    const before = readPostmaster(folder)
    const again = await ensurePostgres(folder)
    expect(again.url).toBe(postgres.url)
    expect(readPostmaster(folder)).toEqual(before)
  })

  it('loses no acknowledged row when its postmaster is killed, and is back with the next start', async () => {
    await query(postgres.url, 'INSERT INTO kept SELECT generate_series(1, 500)')
    const killed = readPostmaster(folder)
    expect(killed).toBeDefined()
    signal(killed?.pid ?? 0, 'SIGKILL')
    postgres = await ensurePostgres(folder)
    expect(readPostmaster(folder)?.pid).not.toBe(killed?.pid)
    expect(await query(postgres.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 500 }])
  })

  it('stops, and starts again from what it stored', async () => {
    await postgres.stop()
    expect(readPostmaster(folder)).toBeUndefined()
    postgres = await ensurePostgres(folder)
    expect(await query(postgres.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 500 }])
  })

  it('comes back at the port that everybody knows, however long it could not start', { timeout: 60_000 }, async () => {
    const { port } = postgres
    await postgres.stop()
    const stranger = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1')
    await once(stranger, 'listening')
    const refused = (): number => readFileSync(`${folder}.log`, 'utf8').split('could not create any TCP/IP sockets').length
    const before = refused()
    const back = ensurePostgres(folder, port)
    const triedOften = async (): Promise<void> => {
      while (refused() < before + 22) await delay(50)
    }
    await Promise.race([triedOften(), back])
    stranger.close()
    postgres = await back
    expect(postgres.port).toBe(port)
  })
})
