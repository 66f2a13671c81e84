import { ensurePostgres, type EmbeddedPostgres } from '../../apps/cli/src/postgres/embedded.ts'
import { processesIn, signal } from '../../apps/cli/src/postgres/process.ts'
import { rowsOf } from '../../packages/store/test/database.ts'
import { emptyFlow } from '@sluice/flow'
import { migrate, openStore, type Progress, type Store } from '@sluice/store'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

// A PostgreSQL of its own is started twice here, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const home = mkdtempSync(join(tmpdir(), 'sluice-undone-write-'))
const folder = join(home, 'postgres')
let postgres: EmbeddedPostgres
let store: Store
beforeAll(async () => {
  chmodSync(home, 0o755)
  postgres = await ensurePostgres(folder)
  // What a transaction has written so far stays in memory.
  await rowsOf(postgres.url, "ALTER SYSTEM SET wal_writer_delay = '10s'")
  await rowsOf(postgres.url, 'SELECT pg_reload_conf()')
  await migrate(postgres.url)
  store = await openStore(postgres.url)
})
afterAll(async () => {
  await store.close()
  await postgres.stop()
  rmSync(home, { recursive: true, force: true })
})

test('a write that a crash undid is written by its next try, also when its number was given to a transaction that was committed', async () => {
  const { workspaceId } = await store.ensureOwner()
  const mine = store.inWorkspace(workspaceId, 'Ada')
  const { id: flowId } = await mine.flows.create(emptyFlow('Rejects'))
  await mine.runs.start(flowId, { revision: 1, parameters: {}, trigger: 'manual' })
  const claimed = await store.queue.claim('worker')
  const row = { node: 'in', code: 'not-a-number', column: 'n', message: 'x', value: 'x', source: null, line: null, row: {}, failures: null }
  const progress: Progress = { nodes: new Map(), rejected: [row], events: [] }

  const undone = await numberOfBlocked(() => claimed!.writer.write(progress))
  postgres = await ensurePostgres(folder, postgres.port)
  expect(await numbersUpTo(undone)).toContain(undone)
  await claimed!.writer.write(progress)
  await claimed!.writer.write(progress)
  expect(await rowsOf(postgres.url, 'SELECT count(*)::int FROM rejected_row')).toEqual([[1]])
})

/** Kills PostgreSQL in the middle of a write, before anything of it is on disk, and gives the number of its transaction. */
async function numberOfBlocked(write: () => Promise<unknown>): Promise<number> {
  const locked = rowsOf(postgres.url, 'BEGIN; LOCK TABLE rejected_row IN EXCLUSIVE MODE; SELECT pg_sleep(600)').catch(() => undefined)
  const held = `SELECT 1 FROM pg_locks WHERE relation = 'rejected_row'::regclass AND mode = 'ExclusiveLock' AND granted`
  await vi.waitUntil(async () => (await rowsOf(postgres.url, held)).length > 0, { timeout: 20_000 })
  const failed = expect(write()).rejects.toThrow()
  const blocked = `SELECT backend_xid::text::int FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND backend_xid IS NOT NULL`
  const number = await vi.waitUntil(async () => (await rowsOf(postgres.url, blocked))[0]?.[0], { timeout: 20_000 })
  for (const pid of processesIn(folder)) signal(pid, 'SIGKILL')
  await Promise.all([failed, locked])
  while (processesIn(folder).length > 0) await delay(20)
  return Number(number)
}

/** Commits transactions until their numbers have reached this one. */
async function numbersUpTo(last: number): Promise<readonly number[]> {
  const numbers: number[] = []
  while ((numbers.at(-1) ?? 0) < last) {
    const [given] = await rowsOf(postgres.url, 'SELECT pg_current_xact_id()::text::int')
    numbers.push(Number(given?.[0]))
  }
  return numbers
}
