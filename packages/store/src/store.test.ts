import { emptyFlow, type Flow } from '@sluice/flow'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../test/database.ts'
import { openStore, type Store, type Workspace } from './store.ts'

let database: TestDatabase
let store: Store
let mine: Workspace
let foreign: Workspace
const folder = mkdtempSync(join(tmpdir(), 'sluice-store-'))
const keyFile = join(folder, 'master.key')

beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url, { key: { file: keyFile } })
  const owner = await store.ensureOwner()
  mine = store.inWorkspace(owner.workspaceId, 'Ada')
  const other = await store.database.workspace.create({ data: { name: 'Other' } })
  foreign = store.inWorkspace(other.id, 'Eve')
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const withSecret = (name: string): Flow => ({
  ...emptyFlow('Uses a secret'),
  nodes: [{ id: 'api', type: 'source.http', label: '', config: { token: { secret: name } }, position: { x: 0, y: 0 }, disabled: false }],
})
const start = async (workspace: Workspace) => {
  const { id } = await workspace.flows.create(emptyFlow('To run'))
  return workspace.runs.start(id, { revision: 1, parameters: {}, trigger: 'manual' })
}
const progress = { nodes: new Map(), rejected: [], events: [] }

test('of many saves on one revision exactly one is taken, the others get both sides', async () => {
  const { id } = await mine.flows.create(emptyFlow('Original'))
  const results = await Promise.allSettled(Array.from({ length: 6 }, (_, i) => mine.flows.save(id, 1, emptyFlow(`Version ${i}`))))
  const won = results.filter((r) => r.status === 'fulfilled').map((r) => r.value)
  expect(won).toHaveLength(1)
  for (const result of results) {
    if (result.status === 'rejected')
      expect(result.reason).toMatchObject({ code: 'stale-revision', current: { revision: 2, flow: won[0]!.flow } })
  }
  expect(await mine.flows.read(id)).toMatchObject({ revision: 2, flow: won[0]!.flow })
})

test('a save that is sent twice because the answer was lost is one save', async () => {
  const { id } = await mine.flows.create(emptyFlow('Original'))
  const flow = emptyFlow('Changed')
  expect((await mine.flows.save(id, 1, flow)).revision).toBe(2)
  expect((await mine.flows.save(id, 1, flow)).revision).toBe(2)
})

test('a document keeps the order of its keys', async () => {
  const flow = withSecret('order')
  const config = { zeta: 1, alpha: { b: 1, a: 2 }, '10': 'x' }
  const { id } = await mine.flows.create({ ...flow, nodes: [{ ...flow.nodes[0]!, config }] })
  expect(JSON.stringify((await mine.flows.read(id)).flow.nodes[0]!.config)).toBe(JSON.stringify(config))
})

test('another workspace sees and changes nothing', async () => {
  const { id } = await mine.flows.create(emptyFlow('Mine'))
  const run = await mine.runs.start(id, { revision: 1, parameters: {}, trigger: 'manual' })
  await mine.secrets.write('token', 'mine')
  await expect(foreign.flows.read(id)).rejects.toMatchObject({ code: 'not-found' })
  await expect(foreign.flows.save(id, 1, emptyFlow('Theirs'))).rejects.toMatchObject({ code: 'not-found' })
  await expect(foreign.flows.remove(id)).rejects.toMatchObject({ code: 'not-found' })
  await expect(foreign.runs.start(id, { revision: 1, parameters: {}, trigger: 'manual' })).rejects.toMatchObject({ code: 'not-found' })
  await expect(foreign.runs.read(run.id)).rejects.toMatchObject({ code: 'not-found' })
  await expect(foreign.runs.cancel(run.id)).rejects.toMatchObject({ code: 'not-found' })
  expect(await foreign.runs.events(run.id, 0)).toEqual([])
  expect(await foreign.secrets.forFlow(withSecret('token'))).toEqual({})
  expect(await foreign.flows.list()).toEqual([])
  expect((await foreign.audit.list({ limit: 10, offset: 0 })).total).toBe(0)
  await mine.runs.cancel(run.id)
})

test('a run gets only the secrets that its flow names; lists never tell values', async () => {
  await mine.secrets.write('first', 'one')
  await mine.secrets.write('first', 'two')
  await mine.secrets.write('second', 'other')
  const { id } = await mine.flows.create(withSecret('first'))
  expect(await mine.secrets.forFlow(withSecret('first'))).toEqual({ first: 'two' })
  const listed = await mine.secrets.list()
  expect(listed.find(({ name }) => name === 'first')!.usedBy).toEqual([
    { flowId: id, flowName: 'Uses a secret', current: true, published: false },
  ])
  expect(JSON.stringify(listed)).not.toContain('two')
  const rows = await store.database.secret.findMany()
  expect(JSON.stringify(rows)).not.toContain('two')
})

test('the key file is private, and another key is refused', async () => {
  expect(statSync(keyFile).mode & 0o777).toBe(0o600)
  await expect(openStore(database.url, { key: { value: Buffer.alloc(32, 7).toString('base64') } })).rejects.toMatchObject({
    code: 'wrong-master-key',
  })
  await expect(openStore(database.url, { key: { file: join(folder, 'gone.key') } })).rejects.toMatchObject({ code: 'master-key-missing' })
  await expect(openStore(database.url, { key: { value: 'c2hvcnQ=' } })).rejects.toMatchObject({ code: 'master-key-malformed' })
  const again = await openStore(database.url, { key: { value: readFileSync(keyFile, 'utf8') } })
  expect(again.keys?.first.id).toBe(store.keys?.first.id)
  await again.close()
})

test('two workers never take the same run', async () => {
  const runs = await Promise.all(Array.from({ length: 6 }, () => start(mine)))
  const claims = await Promise.all(Array.from({ length: 8 }, (_, i) => store.queue.claim(`worker ${i}`)))
  const ids = claims.flatMap((claim) => (claim === undefined ? [] : [claim.runId]))
  expect(ids.sort()).toEqual(runs.map(({ id }) => id).sort())
  for (const claim of claims) await claim?.writer.finish({ ...progress, status: 'succeeded', durationMs: 1, problems: [], outputs: [] })
})

test('a worker that lost its lease can write nothing more; its run goes to another one, and fails after three losses', async () => {
  const { id } = await start(mine)
  const claim = (await store.queue.claim('worker'))!
  expect(claim.runId).toBe(id)
  expect(await store.queue.recoverLost()).toEqual([])
  await store.database.run.updateMany({ where: { id }, data: { leaseUntil: new Date(Date.now() - 1_000) } })
  expect(await store.queue.recoverLost()).toEqual([id])
  await expect(claim.writer.heartbeat()).rejects.toMatchObject({ code: 'lease-lost' })
  const end = { ...progress, status: 'succeeded' as const, durationMs: 1, problems: [], outputs: [] }
  await expect(claim.writer.finish(end)).rejects.toMatchObject({ code: 'lease-lost' })
  expect(await mine.runs.read(id)).toMatchObject({ status: 'queued', progress: { attempt: 1, losses: 1, phase: 'working' } })
  for (const losses of [2, 3]) {
    const next = (await store.queue.claim(`worker ${losses}`))!
    expect(next).toMatchObject({ runId: id, attempt: losses })
    await store.database.run.updateMany({ where: { id }, data: { leaseUntil: new Date(Date.now() - 1_000) } })
    expect(await store.queue.recoverLost()).toEqual([id])
  }
  expect(await mine.runs.read(id)).toMatchObject({
    status: 'failed',
    problems: [{ code: 'worker-lost', params: { losses: 3 } }],
    outputs: [],
  })
  const told = (await mine.runs.events(id, 0)).map((e) => (e.type === 'status' ? e.status : e.type === 'log' ? e.code : e.type))
  expect(told).toEqual(['queued', 'running', 'attempt-lost', 'queued', 'running', 'attempt-lost', 'queued', 'running', 'failed'])
})

test('counts are kept once, whatever the run told before; rejected rows carry any text', async () => {
  const { id } = await start(mine)
  const claim = (await store.queue.claim('worker'))!
  const counts = { in: {}, out: { rows: 1 }, passed: 0, created: 1, merged: 0, filtered: 0, rejected: 0 }
  for (const created of [1, 2, 3]) {
    const nodes = new Map([['a', { status: 'running' as const, counts: { ...counts, created } }]])
    await claim.writer.write({ ...progress, nodes, events: [{ type: 'counts', nodes: { a: { ...counts, created } }, final: false }] })
  }
  const row = {
    node: 'a',
    code: 'x',
    column: null,
    message: 'nul \u0000',
    value: '<img onerror=alert(1)>',
    source: null,
    line: 3,
    row: { c: '\u0000' },
    failures: null,
  }
  await claim.writer.write({ ...progress, rejected: [row] })
  const events = await mine.runs.events(id, 0)
  expect(events.filter(({ type }) => type === 'counts')).toMatchObject([{ nodes: { a: { created: 3 } } }])
  expect((await mine.runs.rejected(id, { limit: 10, offset: 0 })).rows).toMatchObject([
    { value: '<img onerror=alert(1)>', row: { c: '\u0000' }, line: 3 },
  ])
  await claim.writer.finish({ ...progress, status: 'cancelled', durationMs: 5, problems: [], outputs: [] })
})

test('the audit chain is whole, and a changed entry is found', async () => {
  const own = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Audited' } })).id, 'Ada')
  await Promise.all(Array.from({ length: 5 }, (_, i) => own.flows.create(emptyFlow(`Flow ${i}`))))
  expect(await own.audit.firstBroken()).toBeNull()
  const { entries } = await own.audit.list({ limit: 10, offset: 0 })
  expect(entries).toHaveLength(5)
  await store.database.auditEntry.updateMany({ where: { id: entries[2]!.id }, data: { who: 'Nobody' } })
  expect(await own.audit.firstBroken()).toBe(entries[2]!.id)
})

test('notifications arrive after the commit, and again after the connection was lost', async () => {
  const notifications = await store.listen()
  const heard: string[] = []
  let wake: () => void = () => undefined
  const next = () => new Promise<void>((resolve) => (wake = resolve))
  notifications.on('sluice_run', (id) => {
    heard.push(id)
    wake()
  })
  let waiting = next()
  const { id } = await start(mine)
  await waiting
  expect(heard).toEqual([id])
  waiting = next()
  await store.database
    .$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`
  await waiting
  expect(heard.at(-1)).toBe('')
  waiting = next()
  await mine.runs.cancel(id)
  await waiting
  expect(heard.at(-1)).toBe(id)
  await notifications.close()
})
