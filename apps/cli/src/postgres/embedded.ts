import { realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { reachableFolder, unprivilegedAccount, type Account } from './account.ts'
import { findBinaries, type Binaries } from './binaries.ts'
import { ensureCluster, readPassword } from './cluster.ts'
import { PostgresError } from './error.ts'
import { isAlive, processesIn, readPostmaster, signal, spawnPostgres, worksIn } from './process.ts'

/** A running PostgreSQL of ours. */
export interface EmbeddedPostgres {
  /** Connection URL of the database `sluice`. */
  readonly url: string
  readonly port: number
  /** False once its process is gone. */
  readonly runs: () => boolean
  readonly stop: () => Promise<void>
}

/** How long a start keeps trying: the shared memory of a killed postmaster is freed only when its last child is gone. */
const START_TIMEOUT_MS = 60_000

/**
 * Makes sure that the PostgreSQL of this folder runs: adopts one that an earlier start left behind, ends what a killed one left,
 * starts it otherwise: at `atPort`, if one is given, and nowhere else, as whoever uses it knows it by no other. Errors are `PostgresError`.
 */
export async function ensurePostgres(wantedFolder: string, atPort?: number): Promise<EmbeddedPostgres> {
  const account = unprivilegedAccount()
  const reachable = reachableFolder(wantedFolder, account)
  const binaries = findBinaries(account)
  await ensureCluster(reachable, binaries, account)
  const folder = realpathSync(reachable)
  const password = readPassword(reachable)
  const port = await runningPort(folder, password, binaries, account, atPort)
  await ensureDatabase(port, password)
  const runs = (): boolean => {
    const found = readPostmaster(folder)
    return found !== undefined && worksIn(found.pid, folder) && isAlive(found.pid)
  }
  return { url: urlOf(port, password, 'sluice'), port, runs, stop: () => stopPostgres(folder) }
}

const urlOf = (port: number, password: string, database: string): string => `postgresql://sluice:${password}@127.0.0.1:${port}/${database}`

async function runningPort(
  folder: string,
  password: string,
  binaries: Binaries,
  account: Account | undefined,
  atPort?: number,
): Promise<number> {
  const deadline = Date.now() + START_TIMEOUT_MS
  for (let attempt = 0; Date.now() < deadline; attempt++) {
    const adopted = await adopt(folder, password)
    if (adopted !== undefined) return adopted
    endLeftovers(folder, attempt)
    const port = atPort ?? (await freePort())
    const started = spawnPostgres(folder, binaries, account, port)
    if (await waitReady(port, password, folder, deadline, started.runs)) return port
    await delay(200)
  }
  throw new PostgresError('postgres-not-starting', { log: `${folder}.log` })
}

/** The port of a live postmaster of this folder that answers to our password; undefined when there is none. */
async function adopt(folder: string, password: string): Promise<number | undefined> {
  const found = readPostmaster(folder)
  if (found === undefined || !isAlive(found.pid) || !worksIn(found.pid, folder)) return undefined
  const deadline = Date.now() + 5_000
  const alive = (): boolean => isAlive(found.pid) && worksIn(found.pid, folder)
  return (await waitReady(found.port, password, folder, deadline, alive)) ? found.port : undefined
}

function endLeftovers(folder: string, attempt: number): void {
  const found = readPostmaster(folder)
  // A stale pid file may name a stranger's process by now: PostgreSQL would refuse to start because of it.
  if (found !== undefined && !worksIn(found.pid, folder)) rmSync(join(folder, 'postmaster.pid'), { force: true })
  for (const pid of processesIn(folder)) signal(pid, attempt < 5 ? 'SIGTERM' : 'SIGKILL')
}

async function waitReady(port: number, password: string, folder: string, deadline: number, alive: () => boolean): Promise<boolean> {
  while (Date.now() < deadline && alive()) {
    const answer = await ask(port, password)
    if (answer === folder) return true
    if (answer !== undefined) return false
    await delay(50)
  }
  return false
}

/** The data folder of the server at that port; undefined when it does not answer (yet) to our password. */
async function ask(port: number, password: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres'), connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const result = await client.query<{ data_directory: string }>('SHOW data_directory')
    return result.rows[0]?.data_directory
  } catch {
    return undefined
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function ensureDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres') })
  await client.connect()
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', ['sluice'])
    if (found.rowCount === 0) await client.query('CREATE DATABASE sluice')
  } finally {
    await client.end()
  }
}

async function stopPostgres(folder: string): Promise<void> {
  const found = readPostmaster(folder)
  if (found === undefined || !worksIn(found.pid, folder)) return
  for (const [name, waitMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 2_000],
  ] as const) {
    // prettier-ignore
    signal(found.pid, name)
    const deadline = Date.now() + waitMs
    while (Date.now() < deadline) {
      if (!isAlive(found.pid)) return
      await delay(25)
    }
  }
}

/** A TCP port on loopback that is free right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port)
        else reject(new Error('no address'))
      })
    })
  })
}
