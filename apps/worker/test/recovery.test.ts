import { emptyFlow, type Flow } from '@sluice/flow'
import { runFolder, sharedFolder, workspaceFiles } from '@sluice/store'
import { type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { systemState } from '../../../packages/runtime/test/folder-system.ts'
import { type Client } from '../../server/test/client.ts'
import { testServer, type TestServer } from '../../server/test/server.ts'
import { readConfig } from '../src/config.ts'
import { startWorker, type RunningWorker } from '../src/worker.ts'
import { ended, readEvents } from './events.ts'
import { besideServer, forkWorker } from './worker-process.ts'

const PROGRAMS = process.env['SLUICE_TEST_PROGRAMS'] ?? ''
const PEOPLE = 'name\nAnn\n王伟\nBen\n'

let api: TestServer
let owner: Client
let files: string
let worker: RunningWorker | undefined
const children: ChildProcess[] = []

const environment = () => ({ ...besideServer(api), SLUICE_ENGINE_ENTRY: join(PROGRAMS, 'target-engine.js') })

beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
  files = workspaceFiles(api.config.data, (await api.server.services.store.ensureOwner()).workspaceId)
  mkdirSync(files, { recursive: true })
  writeFileSync(join(files, 'people.csv'), PEOPLE)
})
beforeEach(() => rmSync(join(files, 'system'), { recursive: true, force: true }))
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await worker?.stop()
  worker = undefined
})
afterAll(() => api[Symbol.asyncDispose]())

/** Starts a worker in this process: its engine crashes where the environment says so. */
const beginWork = async (): Promise<void> => {
  worker = await startWorker(readConfig(environment()), pino({ level: 'silent' }))
}

/** Starts a worker as a process of its own, which dies or is stopped at a named point. */
function crashingWorker(crashAt: string): ChildProcess {
  const child = forkWorker({ ...environment(), SLUICE_CRASH_AT: crashAt })
  children.push(child)
  return child
}

/** People go into a file and into a system. */
const flow = (path: string): Flow => {
  const node = (id: string, type: string, config: Flow['nodes'][number]['config']) => ({ id, type, label: '', config, position: { x: 0, y: 0 }, disabled: false }) // prettier-ignore
  const edge = (to: string) => ({ from: { node: 'people', port: 'rows' }, to: { node: to, port: 'rows' } })
  const columns = [{ source: 'name', name: 'name', type: 'text' }]
  return {
    ...emptyFlow('People'),
    nodes: [node('people', 'source.csv', { path: 'people.csv', columns }), node('file', 'sink.csv', { path: 'out.csv' }), node('system', 'sink.json', { path })],
    edges: [edge('file'), edge('system')],
  } // prettier-ignore
}

async function startRun(path = 'rows.json', policy: object = {}): Promise<string> {
  const saved = await owner.post('/api/flows', { flow: flow(path) })
  expect((await owner.put(`/api/flows/${saved.id}/policy`, { version: 0, policy: { backoffSeconds: 0, ...policy } })).status).toBe(200)
  return (await owner.post(`/api/flows/${saved.id}/runs`)).id
}

const read = async (id: string) => (await owner.get(`/api/runs/${id}`)).body
const expireLease = (id: string) => api.server.services.store.database.run.updateMany({ where: { id }, data: { leaseUntil: new Date(0) } })

const PEOPLE_FACTS = { hash: createHash('sha256').update(PEOPLE).digest('hex'), bytes: Buffer.byteLength(PEOPLE) }

/** Every row is in the file and in the system once, what they were made from is told, and nothing is left of what was prepared. */
async function expectExactlyOnce(id: string): Promise<void> {
  const run = await read(id)
  const outputs = run.outputs as unknown as readonly { id: string; node: string }[]
  expect(outputs.map((output) => output.node).sort()).toEqual(['file', 'system'])
  const file = outputs.find((output) => output.node === 'file')
  expect((await owner.get(`/api/runs/${id}/outputs/${file?.id}`)).text).toBe(PEOPLE)
  expect(await systemState(files)).toEqual({ rows: ['Ann', '王伟', 'Ben'], staged: 0 })
  expect((await owner.get(`/api/runs/${id}/lineage`)).body).toMatchObject({
    inputs: [{ node: 'people', kind: 'file', name: 'people.csv', ...PEOPLE_FACTS }],
    outputs: [
      { node: 'file', ...PEOPLE_FACTS },
      { node: 'system', kind: 'system', hash: null },
    ],
  })
  const left = readdirSync(runFolder(api.config.data, id), { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('part'))
  expect(left).toEqual([])
}

const logged = async (id: string): Promise<readonly string[]> =>
  (await readEvents(owner, id)).flatMap((event) => (event.type === 'log' ? [event.code] : []))

test.each(['prepared-one', 'before-commit', 'after-commit', 'after-apply', 'before-end'])(
  'a worker killed at "%s" leaves a run that another one finishes: no row lost, none twice',
  async (point) => {
    const child = crashingWorker(`host:${point}:1`)
    const exited = new Promise((resolve) => child.once('exit', resolve))
    const id = await startRun()
    await exited
    const lost = await read(id)
    expect(lost).toMatchObject({ status: 'running', progress: { phase: point.startsWith('prepared') || point === 'before-commit' ? 'working' : 'committing' } }) // prettier-ignore
    await expireLease(id)
    await beginWork()
    expect(await ended(owner, id)).toMatchObject({ status: 'succeeded', progress: { attempt: 2, losses: 1 } })
    await expectExactlyOnce(id)
    expect(await logged(id)).toEqual(['attempt-lost'])
  },
)

test.each(['prepared-one', 'before-apply', 'before-end'])('an engine that dies at "%s" is followed by another attempt', async (point) => {
  vi.stubEnv('SLUICE_CRASH_AT', `engine:${point}:1`)
  await beginWork()
  const id = await startRun('rows.json', { attempts: 2 })
  expect(await ended(owner, id)).toMatchObject({ status: 'succeeded', progress: { attempt: 2, losses: 0 } })
  await expectExactlyOnce(id)
  expect(await logged(id)).toEqual(['retry-waits'])
})

test('a worker that wakes after its lease writes nothing more', { timeout: 60_000 }, async () => {
  const child = crashingWorker('stop:after-commit:1')
  let log = ''
  child.stdout?.on('data', (text: Buffer) => (log += text.toString()))
  const id = await startRun()
  await vi.waitFor(async () => expect(await read(id)).toMatchObject({ progress: { phase: 'committing' } }), { timeout: 30_000 })
  await expireLease(id)
  await beginWork()
  expect(await ended(owner, id)).toMatchObject({ status: 'succeeded', progress: { attempt: 2 } })
  const before = await read(id)
  child.kill('SIGCONT')
  await vi.waitFor(() => expect(log).toContain('run given up'), { timeout: 30_000 })
  expect(await read(id)).toEqual(before)
  await expectExactlyOnce(id)
})

test('what is refused for the moment is tried again while the policy allows, then the run fails', async () => {
  mkdirSync(join(files, 'system'), { recursive: true })
  writeFileSync(join(files, 'system', 'away'), '')
  await beginWork()
  const failed = await startRun('away.json', { attempts: 3 })
  expect(await ended(owner, failed)).toMatchObject({ status: 'failed', progress: { attempt: 3 }, outputs: [], problems: [{ code: 'system-away' }] }) // prettier-ignore
  expect(await logged(failed)).toEqual(['retry-waits', 'retry-waits'])
  rmSync(join(files, 'system', 'away'))
  const again = await owner.post(`/api/runs/${failed}/retry`, { version: 'same' })
  expect(again.body).toMatchObject({ trigger: 'retry' })
  expect(await ended(owner, again.id)).toMatchObject({ status: 'succeeded', progress: { parentId: failed } })
  await expectExactlyOnce(again.id)
})

test('a write plan waits for a person: approved it is applied, refused it is gone', async () => {
  await beginWork()
  const ask = async (): Promise<string> => {
    const id = await startRun('ask.json')
    await readEvents(owner, id, { enough: (event) => event.type === 'status' && event.status === 'awaiting-approval' })
    return id
  }
  const id = await ask()
  expect(await read(id)).toMatchObject({
    status: 'awaiting-approval',
    outputs: [],
    nodes: { people: { status: 'done' }, file: { status: 'waiting' }, system: { status: 'waiting' } },
    writePlan: [{ node: 'system', target: 'folder · rows', counts: { inserted: 3 }, approval: [{ code: 'too-many-changes' }] }],
  })
  expect(await systemState(files)).toEqual({ rows: [], staged: 1 })
  expect((await owner.post(`/api/runs/${id}/retry`)).status).toBe(409)
  // Somebody may restart everything in the meantime, and the file that was read may become another one.
  await worker?.stop()
  writeFileSync(join(files, 'people.csv'), 'name\nCy\n')
  expect((await owner.post(`/api/runs/${id}/approve`)).body).toMatchObject({ status: 'queued' })
  expect((await owner.post(`/api/runs/${id}/approve`)).status).toBe(409)
  await beginWork()
  expect(await ended(owner, id)).toMatchObject({ status: 'succeeded' })
  await expectExactlyOnce(id)
  writeFileSync(join(files, 'people.csv'), PEOPLE)

  const refused = await ask()
  expect((await owner.post(`/api/runs/${refused}/reject`)).status).toBe(200)
  expect(await ended(owner, refused)).toMatchObject({ status: 'cancelled', outputs: [] })
  expect(await systemState(files)).toMatchObject({ staged: 0 })
  expect(existsSync(join(runFolder(api.config.data, refused), '1', 'out.csv'))).toBe(false)
  const actions = (await api.server.services.store.database.auditEntry.findMany({ where: { object: { in: [id, refused] } }, orderBy: { id: 'asc' } })).map(({ action }) => action) // prettier-ignore
  expect(actions).toEqual(['run.start', 'run.approve', 'run.start', 'run.reject'])
})

test('a commit that failed is finished by a retry at the same version, without computing anything again', async () => {
  mkdirSync(join(files, 'system'), { recursive: true })
  writeFileSync(join(files, 'system', 'refuse'), '')
  await beginWork()
  const id = await startRun()
  expect(await ended(owner, id)).toMatchObject({ status: 'failed', problems: [{ code: 'system-refuses', nodeId: 'system' }], progress: { phase: 'committing' } }) // prettier-ignore
  expect(await systemState(files)).toEqual({ rows: [], staged: 1 })
  rmSync(join(files, 'system', 'refuse'))
  rmSync(join(files, 'people.csv'))
  const again = await owner.post(`/api/runs/${id}/retry`, { version: 'same' })
  expect(again.body).toMatchObject({ id, status: 'queued' })
  expect(await ended(owner, id)).toMatchObject({ status: 'succeeded', problems: [] })
  await expectExactlyOnce(id)
  writeFileSync(join(files, 'people.csv'), PEOPLE)
})

test.each(['a person', 'retention'])(
  'a commit that failed is given up by %s: nothing prepared is left, and the run can start anew',
  async (who) => {
    mkdirSync(join(files, 'system'), { recursive: true })
    writeFileSync(join(files, 'system', 'refuse'), '')
    await beginWork()
    const id = await startRun()
    expect(await ended(owner, id)).toMatchObject({ status: 'failed', progress: { phase: 'committing' } })
    expect(await systemState(files)).toEqual({ rows: [], staged: 1 })
    expect(await owner.post(`/api/runs/${id}/retry`, { version: 'newest' })).toMatchObject({
      status: 409,
      body: { error: { code: 'commit-unfinished' } },
    })
    const { store } = api.server.services
    if (who === 'retention') {
      await store.database.run.update({ where: { id }, data: { finishedAt: new Date(Date.now() - 8 * 86_400_000) } })
      await store.keepNoLonger(sharedFolder(api.config.data))
    } else expect((await owner.post(`/api/runs/${id}/abandon`)).body).toMatchObject({ id, status: 'queued' })
    const given = await ended(owner, id)
    expect(given).toMatchObject({
      status: 'failed',
      progress: { phase: 'abandoned' },
      problems: [{ code: 'system-refuses' }, { code: 'commit-discarded' }],
    })
    expect(await systemState(files)).toEqual({ rows: [], staged: 0 })
    expect(existsSync(join(runFolder(api.config.data, id), '1'))).toBe(false)
    expect(await logged(id)).toContain('commit-given-up')
    expect(await owner.post(`/api/runs/${id}/abandon`)).toMatchObject({ status: 409, body: { error: { code: 'run-no-commit' } } })
    rmSync(join(files, 'system', 'refuse'))
    const again = await owner.post(`/api/runs/${id}/retry`, { version: 'same' })
    expect(again.id).not.toBe(id)
    expect(await ended(owner, again.id)).toMatchObject({ status: 'succeeded' })
    await expectExactlyOnce(again.id)
  },
)
