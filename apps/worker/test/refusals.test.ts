import { adoptDataFolder, openStore } from '@sluice/store'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyDatabase, migratedDatabase, type TestDatabase } from '../../../packages/store/test/database.ts'
import { readConfig } from '../src/config.ts'
import { startWorker } from '../src/worker.ts'

let database: TestDatabase
const data = mkdtempSync(join(tmpdir(), 'sluice-shared-'))
const own = mkdtempSync(join(tmpdir(), 'sluice-own-'))

beforeAll(async () => {
  database = await migratedDatabase()
  const store = await openStore(database.url, { key: { file: join(data, 'master.key') } })
  await store.close()
  await adoptDataFolder(database.url, data)
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  for (const folder of [data, own]) rmSync(folder, { recursive: true, force: true })
})

const begin = (change: NodeJS.ProcessEnv = {}) =>
  startWorker(readConfig({ DATABASE_URL: database.url, SLUICE_DATA: data, ...change }), pino({ enabled: false }))

test.each([
  ['no key', { SLUICE_KEY_FILE: join(own, 'none.key') }, 'master-key-missing'],
  ['a wrong key', { SLUICE_KEY: Buffer.alloc(32, 7).toString('base64') }, 'wrong-master-key'],
  ['a key that is none', { SLUICE_KEY: 'c2hvcnQ=' }, 'master-key-malformed'],
  ['a folder that is not shared', { SLUICE_DATA: own }, 'data-folder-not-shared'],
  ['a database that does not answer', { DATABASE_URL: 'postgres://x@127.0.0.1:1/x' }, 'database-unreachable'],
])('a worker refuses %s', async (_what, change, code) => {
  await expect(begin(change)).rejects.toMatchObject({ code })
})

test('a worker refuses a database without a server, where it makes no key, and one that is newer than its program', async () => {
  await using empty = await emptyDatabase()
  await expect(begin({ DATABASE_URL: empty.url, SLUICE_DATA: own })).rejects.toMatchObject({ code: 'data-folder-unknown' })
  expect(() => readFileSync(join(own, 'master.key'))).toThrow('ENOENT')
  const store = await openStore(empty.url)
  await store.database
    .$executeRaw`INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '9999_future', now())`
  await store.close()
  await expect(begin({ DATABASE_URL: empty.url })).rejects.toMatchObject({ code: 'database-newer' })
})

test('memory and runs come from the environment; a run never gets more than the worker has', () => {
  const config = (env: NodeJS.ProcessEnv) => readConfig({ DATABASE_URL: 'postgres://db/x', ...env })
  const alone = { SLUICE_WARM_RUNS: '0' }
  expect(config({ SLUICE_RUNS: '4', SLUICE_MEMORY_MB: '4000', ...alone })).toMatchObject({ runs: 4, memoryMb: 4_000, runMemoryMb: 1_000 })
  expect(config({ SLUICE_MEMORY_MB: '1000', SLUICE_RUN_MEMORY_MB: '5000', ...alone })).toMatchObject({
    memoryMb: 1_000,
    runMemoryMb: 1_000,
  })
  expect(() => config({ SLUICE_MEMORY_MB: '767', ...alone })).toThrow('SLUICE_MEMORY_MB must be at least 768')
  expect(() => config({ SLUICE_MEMORY_MB: 'much' })).toThrow('SLUICE_MEMORY_MB')
})

test('micro-batches have their memory from that of the worker, and it has no more of them than fit beside a run', () => {
  const config = (env: NodeJS.ProcessEnv) => readConfig({ DATABASE_URL: 'postgres://db/x', ...env })
  expect(config({ SLUICE_MEMORY_MB: '8000' })).toMatchObject({ memoryMb: 8_000 - 2 * 768, warmRuns: 2 })
  expect(config({ SLUICE_MEMORY_MB: '2000' })).toMatchObject({ memoryMb: 2_000 - 768, warmRuns: 1 })
  expect(config({ SLUICE_MEMORY_MB: '4000', SLUICE_WARM_RUNS: '4' })).toMatchObject({ memoryMb: 4_000 - 4 * 768, warmRuns: 4 })
  expect(() => config({ SLUICE_MEMORY_MB: '1500' })).toThrow('SLUICE_MEMORY_MB must be at least 1536')
  expect(() => config({ SLUICE_MEMORY_MB: '3000', SLUICE_WARM_RUNS: '3' })).toThrow('SLUICE_MEMORY_MB must be at least 3072')
})
