import { adoptDataFolder, openStore } from '@sluice/store'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../../packages/store/test/database.ts'
import { sluice, start } from './cli.ts'

let database: TestDatabase
const data = mkdtempSync(join(tmpdir(), 'sluice-worker-'))
const own = mkdtempSync(join(tmpdir(), 'sluice-worker-own-'))

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

const environment = (change: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({ DATABASE_URL: database.url, SLUICE_DATA: data, ...change })

test('a worker joins by its name, refuses a second one of that name, and leaves', async () => {
  const first = start(['worker', '--name', 'north', '--runs', '3', '--memory-mb', '4000'], environment())
  await first.says('"ready"')
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const known = async () => (await client.query<object>('SELECT id, runs, memory_mb, draining FROM worker')).rows
  expect(await known()).toEqual([{ id: 'north', runs: 3, memory_mb: 4_000 - 2 * 768, draining: false }])
  const second = await sluice(['worker', '--name', 'north'], environment())
  expect(second.code).toBe(1)
  expect(second.stderr).toContain('Another worker is called north')
  first.child.kill('SIGTERM')
  expect(await first.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('Runs have up to 60 s to end') as string })
  expect(await known()).toEqual([])
  await client.end()
})

test('what a worker refuses is told in words', async () => {
  const refused = await sluice(['worker', '--data', own], environment())
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.stderr).toContain(`The folder ${own} is not the one that the server uses`)
})

test('a database that does not answer is told without its password', async () => {
  const refused = await sluice(['worker'], environment({ DATABASE_URL: 'postgres://x:geheim@127.0.0.1:1/x' }))
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.stderr).toContain('does not answer')
  expect(refused.stderr + refused.stdout).not.toContain('geheim')
})
