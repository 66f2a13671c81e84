import { emptyFlow, type Flow } from '@sluice/flow'
import { workspaceFiles } from '@sluice/store'
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client } from '../../server/test/client.ts'
import { including } from '../../server/test/matchers.ts'
import { testServer, type TestServer } from '../../server/test/server.ts'
import { readConfig } from '../src/config.ts'
import { startWorker, type RunningWorker } from '../src/worker.ts'
import { ended, readEvents } from './events.ts'
import { slowService, type SlowService } from './slow-service.ts'

let api: TestServer
let owner: Client
let worker: RunningWorker | undefined
let slow: SlowService
let workerLog = ''
let files = ''

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

const environment = () => ({
  DATABASE_URL: api.config.databaseUrl,
  SLUICE_DATA: api.config.data,
  SLUICE_RUN_MEMORY_MB: '768',
  SLUICE_RUNS: '1',
  SLUICE_DRAIN_SECONDS: '0',
})
const beginWork = async (change: NodeJS.ProcessEnv = {}) => {
  worker = await startWorker(readConfig({ ...environment(), ...change }), pino({}, { write: (line: string) => void (workerLog += line) }))
}

beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
  slow = await slowService()
  await owner.put('/api/settings', { zone: 'UTC', allowedHosts: [slow.host] })
  await owner.put('/api/secrets/canary', { value: 'k4n4r13nv0gel' })
  files = workspaceFiles(api.config.data, (await api.server.services.store.ensureOwner()).workspaceId)
  mkdirSync(files, { recursive: true })
  writeFileSync(join(files, 'people.csv'), 'name,age\nAnn,31\n<img src=x onerror=alert(1)>,old\n王伟,47\nBen,\n')
  await beginWork()
})
afterAll(async () => {
  await worker?.stop()
  await slow[Symbol.asyncDispose]()
  await api[Symbol.asyncDispose]()
})

const node = (id: string, type: string, config: Flow['nodes'][number]['config']): Flow['nodes'][number] => ({
  id,
  type,
  label: '',
  config,
  position: { x: 0, y: 0 },
  disabled: false,
})
const edge = (from: string, port: string, to: string): Flow['edges'][number] => ({
  from: { node: from, port },
  to: { node: to, port: 'rows' },
})
const columns = [{ source: 'name', name: 'name', type: 'text' }, { source: 'age', name: 'age', type: 'integer' }] // prettier-ignore

const people: Flow = {
  ...emptyFlow('People'),
  nodes: [node('people', 'source.csv', { path: 'people.csv', columns }), node('table', 'sink.table', {}), node('file', 'sink.csv', { path: 'out/people.csv' }), node('bad', 'sink.rejected', {})], // prettier-ignore
  edges: [edge('people', 'rows', 'table'), edge('people', 'rows', 'file'), edge('people', 'rejected', 'bad')],
}
const endless = (): Flow => ({
  ...emptyFlow('Endless'),
  nodes: [node('api', 'source.http', { url: `http://${slow.host}/rows`, auth: 'bearer', token: { secret: 'canary' }, timeoutSeconds: 600, columns }), node('table', 'sink.table', {})], // prettier-ignore
  edges: [edge('api', 'rows', 'table')],
})

async function startRun(flow: Flow): Promise<string> {
  const saved = await owner.post('/api/flows', { flow })
  const run = await owner.post(`/api/flows/${saved.id}/runs`)
  expect(run.body, JSON.stringify(run.body)).toMatchObject({ status: 'queued' })
  return run.id
}

test('a run is started, watched, and its result taken', async () => {
  const id = await startRun(people)
  const events = await readEvents(owner, id)
  expect(events.flatMap((e) => (e.type === 'status' ? [e.status] : []))).toEqual(['queued', 'running', 'succeeded-with-rejects'])
  expect(events.at(-1)).toMatchObject({ type: 'status', problems: [] })

  const run = (await owner.get(`/api/runs/${id}`)).body
  expect(run).toMatchObject({
    status: 'succeeded-with-rejects',
    rejectedRows: 1,
    lastEventId: events.at(-1)!.id,
    nodes: { people: { status: 'done', counts: { out: { rows: 3, rejected: 1 } } } },
  })
  // When a node began and ended is told live and kept.
  const told = events.flatMap((e) => (e.type === 'node-status' && e.node === 'people' ? [[e.status, e.at]] : []))
  expect(Object.entries(run.nodes as object).find(([node]) => node === 'people')?.[1]).toMatchObject({
    startedAt: told[0]?.[1],
    finishedAt: told.at(-1)?.[1],
  })
  expect(told.map(([status]) => status)).toEqual(['running', 'done'])
  const outputs = run.outputs as unknown as { id: string; node: string; path: string; kind: string }[]
  const table = outputs.find(({ node }) => node === 'table')!
  expect((await owner.get(`/api/runs/${id}/outputs/${table.id}/rows?limit=2`)).body).toMatchObject({
    total: 3,
    columns: [{ name: 'name', type: 'text' }, { name: 'age' }],
    rows: [
      ['Ann', '31'],
      ['王伟', '47'],
    ],
  })
  const file = outputs.find(({ node }) => node === 'file')!
  expect(file).toMatchObject({ path: 'out/people.csv', kind: 'file' })
  expect((await owner.get(`/api/runs/${id}/outputs/${file.id}/rows?offset=1`)).body).toMatchObject({
    total: 3,
    columns: [{ name: 'name' }, { name: 'age' }],
    rows: [
      ['王伟', '47'],
      ['Ben', null],
    ],
  })
  const download = await owner.get(`/api/runs/${id}/outputs/${file.id}`)
  expect(download.text).toBe('name,age\nAnn,31\n王伟,47\nBen,\n')
  expect(download.headers.get('content-disposition')).toContain('people.csv')
  const rejected = (await owner.get(`/api/runs/${id}/rejected`)).body
  expect(rejected).toMatchObject({
    total: 1,
    rejected: 1,
    rows: [{ code: 'type-mismatch', column: 'age', value: 'old', row: { name: '<img src=x onerror=alert(1)>' } }],
  })
  expect((await owner.get('/api/flows')).body).toMatchObject({
    flows: including({ name: 'People', rejectedRows: 1, lastRuns: including({ id }) }),
  })
  // Its end is a line of the worker's log, found by the run's id.
  const about = workerLog.split('\n').filter((line) => line.includes(id))
  for (const line of about) expect(line.match(/"run":/g)).toHaveLength(1)
  const lines = about.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines).toEqual(including({ level: 30, time: expect.any(Number) as number, msg: 'run ended', run: id, status: 'succeeded-with-rejects', durationMs: expect.any(Number) as number })) // prettier-ignore
  // Where the outputs come from is there with them.
  expect((await owner.get(`/api/runs/${id}/lineage`)).body).toMatchObject({
    inputs: [{ node: 'people', kind: 'file', name: 'people.csv', hash: sha256(readFileSync(join(files, 'people.csv'))), madeBy: null }],
    outputs: including({ path: 'out/people.csv', hash: sha256(download.text) }),
  })
})

test('a stream that broke goes on after the last event that was seen, and an ended run that was seen gives 204', async () => {
  const id = await startRun(people)
  const all = await readEvents(owner, id)
  const middle = all[2]!.id
  // Of the counts only the newest are kept: they are absolute.
  const kept = all.filter((event) => event.id > middle && (event.type !== 'counts' || event.final))
  expect(await readEvents(owner, id, { lastEventId: middle })).toEqual(kept)
  expect((await owner.stream(`/api/runs/${id}/events`, { 'last-event-id': String(all.at(-1)!.id) })).status).toBe(204)
})

test('a run stops when asked to, and its secret is nowhere to be found', async () => {
  const asked = slow.asked()
  const id = await startRun(endless())
  expect((await asked).authorization).toBe('Bearer k4n4r13nv0gel')
  expect((await owner.get(`/api/runs/${id}`)).body).toMatchObject({ status: 'running' })
  expect((await owner.post(`/api/runs/${id}/cancel`)).status).toBe(200)
  const run = await ended(owner, id)
  expect(run).toMatchObject({ status: 'cancelled', outputs: [] })
  const { database } = api.server.services.store
  const everything = JSON.stringify(
    [
      await database.run.findMany(),
      await database.runEvent.findMany(),
      await database.auditEntry.findMany(),
      await database.flowVersion.findMany(),
      run,
    ],
    (_key, v: unknown) => (typeof v === 'bigint' ? String(v) : v),
  )
  for (const text of [everything, api.logged(), workerLog]) expect(text).not.toContain('k4n4r13nv0gel')
})

test('a run that waits in the queue is cancelled at once', async () => {
  await worker?.stop()
  const id = await startRun(people)
  expect((await owner.post(`/api/runs/${id}/cancel`)).body).toMatchObject({ status: 'cancelled' })
  await beginWork()
  expect((await readEvents(owner, id)).flatMap((e) => (e.type === 'status' ? [e.status] : []))).toEqual(['queued', 'cancelled'])
})

test('a worker that is stopped hands its run back to the queue, where it says why it waits', async () => {
  const asked = slow.asked()
  const id = await startRun(endless())
  await asked
  await worker?.stop()
  expect((await owner.get(`/api/runs/${id}`)).body).toMatchObject({ status: 'queued', problems: [], waitsFor: { code: 'no-worker' } })
  const askedAgain = slow.asked()
  await beginWork()
  await askedAgain
  expect((await owner.post(`/api/runs/${id}/cancel`)).status).toBe(200)
  expect(await ended(owner, id)).toMatchObject({ status: 'cancelled', problems: [] })
})

test('a worker that is stopped lets its run end while there is time, and takes no other one', async () => {
  await worker?.stop()
  await beginWork({ SLUICE_DRAIN_SECONDS: '600' })
  const asked = slow.asked()
  const id = await startRun(endless())
  await asked
  const stopped = worker!.stop()
  const later = await startRun(people)
  slow.answer('[{"name":"Ann","age":"31"}]')
  await stopped
  expect((await owner.get(`/api/runs/${id}`)).body).toMatchObject({ status: 'succeeded', progress: { attempt: 1, losses: 0 } })
  expect((await owner.get(`/api/runs/${later}`)).body).toMatchObject({ status: 'queued' })
  await beginWork()
  expect(await ended(owner, later)).toMatchObject({ status: 'succeeded-with-rejects' })
})

test('a worker that is told to stop once more waits for nothing', async () => {
  await worker?.stop()
  await beginWork({ SLUICE_DRAIN_SECONDS: '600' })
  const asked = slow.asked()
  const id = await startRun(endless())
  await asked
  const hurry = new AbortController()
  const stopped = worker!.stop(hurry.signal)
  hurry.abort()
  await stopped
  expect((await owner.get(`/api/runs/${id}`)).body).toMatchObject({ status: 'queued', problems: [] })
  const askedAgain = slow.asked()
  await beginWork()
  await askedAgain
  await owner.post(`/api/runs/${id}/cancel`)
  expect(await ended(owner, id)).toMatchObject({ status: 'cancelled' })
})

test('the run of a worker that is killed starts over on another one, which leaves no scratch files behind', async () => {
  await worker?.stop()
  worker = undefined
  const entry = join(process.env['SLUICE_TEST_PROGRAMS'] ?? '', 'worker.js')
  const child = fork(entry, [], {
    env: { ...process.env, ...environment() },
    stdio: 'ignore',
  })
  const asked = slow.asked()
  const id = await startRun(endless())
  await asked
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await exited
  expect((await owner.get(`/api/runs/${id}`)).body).toMatchObject({ status: 'running' })
  // The lease would run out by itself in a few seconds.
  await api.server.services.store.database.run.updateMany({ where: { id }, data: { leaseUntil: new Date(0) } })
  const askedAgain = slow.asked()
  await beginWork()
  await askedAgain
  expect((await owner.get(`/api/runs/${id}`)).body).toMatchObject({ status: 'running', progress: { attempt: 2, losses: 1 } })
  await owner.post(`/api/runs/${id}/cancel`)
  expect(await ended(owner, id)).toMatchObject({ status: 'cancelled', outputs: [] })
  await worker!.stop()
  await beginWork()
  const work = join(api.config.data, 'work')
  expect(existsSync(work) ? readdirSync(work) : []).toEqual([])
})

test('a preview and a probe work in an engine process, not here', async () => {
  const preview = await owner.post('/api/design/preview', { flow: people, node: 'people', port: 'rows' })
  expect(preview.body).toMatchObject({ columns: [{ name: 'name' }, { name: 'age' }], total: 3, profile: [{ distinct: 3 }, { missing: 1 }] })
  const probe = await owner.post('/api/design/probe', { type: 'source.csv', config: { path: 'people.csv' } })
  expect(JSON.stringify(probe.body)).toContain('"age"')
  expect((await owner.post('/api/design/probe', { type: 'source.csv', config: { path: '../../../master.key' } })).text).not.toContain(
    'rows',
  )
  const { sharedObjects } = process.report.getReport() as { sharedObjects: string[] }
  expect(sharedObjects.filter((file) => file.includes('duckdb'))).toEqual([])
})
