import { emptyFlow, type Flow } from '@sluice/flow'
import { adoptDataFolder, openStore, type Store, type Workspace } from '@sluice/store'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../../packages/store/test/database.ts'
import { slowService, type SlowService } from '../../worker/test/slow-service.ts'
import { sluice, start } from './cli.ts'

// The command line and its worker start again and again here, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })

let database: TestDatabase
let store: Store
let workspace: Workspace
let slow: SlowService
const data = mkdtempSync(join(tmpdir(), 'sluice-worker-'))
const own = mkdtempSync(join(tmpdir(), 'sluice-worker-own-'))

beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url, { key: { file: join(data, 'master.key') } })
  await adoptDataFolder(database.url, data)
  workspace = store.inWorkspace((await store.ensureOwner()).workspaceId, 'test')
  slow = await slowService()
  await workspace.settings.write({ allowedHosts: [slow.host] })
})
afterAll(async () => {
  await slow[Symbol.asyncDispose]()
  await store.close()
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

/** A flow that waits for the service. */
function waiting(path: string): Flow {
  const node = (id: string, type: string, config: Flow['nodes'][number]['config']) => ({ id, type, label: '', config, position: { x: 0, y: 0 }, disabled: false }) // prettier-ignore
  const read = { url: `http://${slow.host}/${path}`, columns: [{ source: 'id', name: 'id', type: 'integer' }] }
  return {
    ...emptyFlow(path),
    nodes: [node('in', 'source.http', read), node('out', 'sink.table', {})],
    edges: [{ from: { node: 'in', port: 'rows' }, to: { node: 'out', port: 'rows' } }],
  }
}

async function startRun(path: string): Promise<string> {
  const { id } = await workspace.flows.create(waiting(path))
  return (await workspace.runs.start(id, { revision: 1, parameters: {}, trigger: 'manual' })).id
}
const stateOf = (id: string) => store.database.run.findUniqueOrThrow({ where: { id } })
const leaseOf = async (id: string): Promise<number> => (await stateOf(id)).leaseUntil?.getTime() ?? 0
const until = (condition: () => Promise<void>) => vi.waitFor(condition, { timeout: 30_000, interval: 50 })

test('a worker that is told to end finishes its runs and takes no other; one without the time hands its run back', async () => {
  const begin = (drain: string) =>
    start(['worker', '--name', 'south', '--runs', '2', '--memory-mb', '4000', '--drain', drain], environment())
  const asked = Promise.all([slow.asked('first'), slow.asked('second')])
  const first = await startRun('first')
  const second = await startRun('second')
  const behind = await startRun('behind')
  const patient = begin('60')
  await asked
  patient.child.kill('SIGTERM')
  await until(async () => expect(await store.database.worker.findMany()).toMatchObject([{ draining: true }]))
  slow.answer('[{"id":1}]', 'first')
  await until(async () => expect(await stateOf(first)).toMatchObject({ status: 'succeeded' }))
  // It has room now, and goes on living for a while.
  const beat = await leaseOf(second)
  await until(async () => expect(await leaseOf(second)).toBeGreaterThan(beat))
  slow.answer('[{"id":1}]', 'second')
  expect(await patient.ended).toMatchObject({ code: 0 })
  expect(await stateOf(second)).toMatchObject({ status: 'succeeded', attempt: 1, losses: 0 })
  expect(await stateOf(behind)).toMatchObject({ status: 'queued', attempt: 0 })

  const askedBehind = slow.asked('behind')
  const brief = begin('1')
  await askedBehind
  brief.child.kill('SIGTERM')
  expect(await brief.ended).toMatchObject({ code: 0 })
  expect(await stateOf(behind)).toMatchObject({ status: 'queued', attempt: 1, losses: 0, worker: null })
  expect(await store.database.worker.findMany()).toEqual([])
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
