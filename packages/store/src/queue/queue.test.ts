import { type WaitReason } from '@sluice/contract'
import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { openStore, type Store, type Workspace } from '../store.ts'
import { type Room } from './take-next.ts'

let database: TestDatabase
let store: Store
let workspace: Workspace

beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url)
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await store.database.run.deleteMany()
  await store.database.worker.deleteMany()
  workspace = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Own' } })).id, 'Ada')
})

const nothing = { nodes: new Map(), rejected: [], events: [], outputs: [], problems: [] }
const room = (change: Partial<Room> = {}): Room => ({ freeMb: 8_000, budgetMb: 8_000, defaultMb: 1_000, documentVersion: 1, ...change })
const newFlow = async (policy: object = {}, flow = emptyFlow('Flow')): Promise<string> => {
  const { id } = await workspace.flows.create(flow)
  await store.database.flow.update({ where: { id }, data: { policy } })
  return id
}
const queue = async (flowId: string): Promise<string> =>
  (await workspace.runs.start(flowId, { revision: 1, parameters: {}, trigger: 'manual' })).id
const change = (id: string, data: Parameters<Store['database']['run']['update']>[0]['data']) =>
  store.database.run.update({ where: { id }, data })
const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000)
const waitsFor = async (id: string): Promise<WaitReason | undefined> => (await workspace.runs.read(id)).waitsFor
const enter = (id: string, facts: object = {}) =>
  store.queue.workers.enter({ id, host: 'a', pid: 1, version: '1', runs: 2, memoryMb: 4_000, documentVersion: 1, ...facts })

test('priority goes before age, and a point of it is worth ten minutes: nothing starves', async () => {
  const flow = await newFlow()
  const [usual, urgent, old, oldest] = await Promise.all(Array.from({ length: 4 }, () => queue(flow)))
  await change(urgent!, { priority: 1 })
  await change(old!, { createdAt: minutesAgo(9) })
  await change(oldest!, { createdAt: minutesAgo(101), priority: -9 })
  const order = []
  for (let i = 0; i < 4; i++) order.push((await store.queue.claim('w'))?.runId)
  expect(order).toEqual([oldest, urgent, old, usual])
  expect(await store.queue.claim('w')).toBeUndefined()
})

test('a run is as old as the database says, however wrong the clock of the host is', async () => {
  const flow = await newFlow()
  const [before] = await store.database.$queryRaw<{ now: Date }[]>`SELECT now() AS now`
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2040-01-01T00:00:00Z') })
  const id = await queue(flow).finally(() => vi.useRealTimers())
  const [row] = await store.database.$queryRaw<{ right: boolean }[]>`
    SELECT created_at BETWEEN ${before!.now} AND now() AS right FROM run WHERE id = ${id}::uuid`
  expect(row).toEqual({ right: true })
})

test('a run ends, and its outputs and rejected rows are as old, as the database says', async () => {
  const id = await queue(await newFlow())
  const { writer } = (await store.queue.claim('w'))!
  const [before] = await store.database.$queryRaw<{ now: Date }[]>`SELECT now() AS now`
  const output = { node: 'a', path: 'a.csv', kind: 'file' as const, format: 'csv', rows: 1, bytes: 3 }
  const rejected = [{ node: 'a', code: 'x', column: null, message: '', value: null, source: null, line: 1, row: {}, failures: null }]
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2040-01-01T00:00:00Z') })
  await writer.finish({ ...nothing, rejected, outputs: [output], status: 'succeeded', durationMs: 1 }).finally(() => vi.useRealTimers())
  const [row] = await store.database.$queryRaw<{ right: boolean; event: string }[]>`
    SELECT r.finished_at BETWEEN ${before!.now} AND now() AND a.created_at = r.finished_at AND x.created_at = r.finished_at AS right,
      (SELECT data->>'at' FROM run_event e WHERE e.run_id = r.id ORDER BY id DESC LIMIT 1) AS event
      FROM run r JOIN artifact a ON a.run_id = r.id JOIN rejected_row x ON x.run_id = r.id WHERE r.id = ${id}::uuid`
  expect(row).toEqual({ right: true, event: expect.not.stringMatching(/^2040/) as string })
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2040-01-01T00:00:00Z') })
  const recent = await workspace.runs.list({ hours: 1, limit: 10, offset: 0 }).finally(() => vi.useRealTimers())
  expect(recent.runs.map((run) => run.id)).toEqual([id])
})

test('a run takes its priority, memory and attempts from the policy of its flow', async () => {
  const id = await queue(await newFlow({ priority: 3, memoryMb: 3_000, attempts: 4, timeMinutes: 2 }))
  expect(await store.database.run.findUnique({ where: { id } })).toMatchObject({ priority: 3, memoryMb: 3_000, maxAttempts: 4 })
  expect(await store.queue.claim('w', room())).toMatchObject({ runId: id, memoryMb: 3_000, timeMs: 120_000 })
})

/** The claim is committed, and what belongs to the run can't be read. */
async function failingToRead(claim: () => Promise<unknown>): Promise<void> {
  await store.database.$executeRaw`ALTER TABLE flow_version RENAME TO away`
  await expect(claim()).rejects.toThrow()
  await store.database.$executeRaw`ALTER TABLE away RENAME TO flow_version`
}

test('a run that was taken when the database went away is given to its worker with the next asking', async () => {
  const flow = await newFlow({ maxConcurrent: 2 })
  const id = await queue(flow)
  const [claim, other] = [store.queue.claimer('w'), store.queue.claimer('w')]
  await failingToRead(claim)
  expect(await store.database.run.findUnique({ where: { id } })).toMatchObject({ status: 'running', attempt: 1 })
  const next = await queue(flow)
  expect(await other()).toMatchObject({ runId: next })
  expect(await claim()).toMatchObject({ runId: id, attempt: 1, flowId: flow })
  expect(await claim()).toBeUndefined()
})

test('a run that was taken when the database went away, and by another worker since, stays there', async () => {
  const id = await queue(await newFlow())
  const claim = store.queue.claimer('w')
  await failingToRead(claim)
  await change(id, { status: 'queued' })
  expect(await store.queue.claim('v')).toMatchObject({ runId: id, attempt: 2 })
  expect(await claim()).toBeUndefined()
})

test('of claims at the same time no more are let through than the flow and the workspace may run', async () => {
  const limited = await newFlow({ maxConcurrent: 2 })
  for (let i = 0; i < 5; i++) await queue(limited)
  const claim = async (n: number) => (await Promise.all(Array.from({ length: n }, (_, i) => store.queue.claim(`w${i}`)))).filter((c) => c !== undefined) // prettier-ignore
  const first = await claim(6)
  expect(first).toHaveLength(2)
  await first[0]!.writer.finish({ ...nothing, status: 'succeeded', durationMs: 1 })
  expect(await claim(6)).toHaveLength(1)

  const free = await newFlow()
  for (let i = 0; i < 5; i++) await queue(free)
  await workspace.settings.write({ runsAtOnce: 4 })
  expect(await claim(6)).toHaveLength(2)
  await workspace.settings.write({ runsAtOnce: null })
  expect(await claim(6)).toHaveLength(3)
})

test('a paused workspace starts nothing, others go on', async () => {
  const id = await queue(await newFlow())
  await workspace.settings.write({ paused: true })
  expect(await store.queue.claim('w')).toBeUndefined()
  expect(await waitsFor(id)).toEqual({ code: 'paused' })
  workspace = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Other' } })).id, 'Eve')
  const other = await queue(await newFlow())
  expect(await store.queue.claim('w')).toMatchObject({ runId: other })
})

test('a run that is to start later waits until then, and one of a newer document waits for a newer worker', async () => {
  const flow = await newFlow()
  const [later, newer] = await Promise.all([queue(flow), queue(flow)])
  const at = new Date(Date.now() + 3_600_000)
  await change(later, { notBefore: at })
  await change(newer, { documentVersion: 2 })
  await enter('w')
  expect(await store.queue.claim('w', room())).toBeUndefined()
  expect(await waitsFor(later)).toEqual({ code: 'not-before', at: at.toISOString() })
  expect(await waitsFor(newer)).toEqual({ code: 'version', version: 2 })
  await change(later, { notBefore: minutesAgo(1) })
  expect(await store.queue.claim('w', room())).toMatchObject({ runId: later })
  expect(await store.queue.claim('w', room({ documentVersion: 2 }))).toMatchObject({ runId: newer })
})

test('memory is never given twice; a large run lets small ones pass, but not for ever', async () => {
  const large = await queue(await newFlow({ memoryMb: 6_000 }))
  const flow = await newFlow()
  const small = [await queue(flow), await queue(flow)]
  expect(await store.queue.claim('w', room({ freeMb: 2_000 }))).toMatchObject({ runId: small[0], memoryMb: 1_000 })
  await change(large, { createdAt: minutesAgo(2) })
  expect(await store.queue.claim('w', room({ freeMb: 2_000 }))).toBeUndefined()
  expect(await store.queue.claim('tiny', room({ freeMb: 2_000, budgetMb: 2_000 }))).toMatchObject({ runId: small[1] })
  expect(await store.queue.claim('w', room())).toMatchObject({ runId: large, memoryMb: 6_000 })
})

test('a run that no worker is large enough for says so, and ends after some minutes', async () => {
  const id = await queue(await newFlow({ memoryMb: 6_000 }))
  expect(await waitsFor(id)).toEqual({ code: 'no-worker' })
  await change(id, { createdAt: minutesAgo(30) })
  expect(await store.queue.endTooLarge()).toEqual([])
  await enter('w')
  expect(await store.queue.claim('w', room({ freeMb: 4_000, budgetMb: 4_000 }))).toBeUndefined()
  expect(await waitsFor(id)).toEqual({ code: 'memory-too-large', memoryMb: 6_000, largestMb: 4_000 })
  await change(id, { createdAt: minutesAgo(5) })
  expect(await store.queue.endTooLarge()).toEqual([])
  await change(id, { createdAt: minutesAgo(11) })
  expect(await store.queue.endTooLarge()).toEqual([id])
  const problems = [{ severity: 'error', code: 'memory-too-large', params: { memoryMb: 6_000, largestMb: 4_000 } }]
  expect(await workspace.runs.read(id)).toMatchObject({ status: 'failed', problems })
  expect((await workspace.runs.events(id, 0)).at(-1)).toMatchObject({ type: 'status', status: 'failed', problems })
})

test('a document that can’t be read ends its run and does not stop the queue', async () => {
  const broken = await newFlow()
  const id = await queue(broken)
  await store.database.flowVersion.updateMany({ where: { flowId: broken }, data: { document: { sluice: 1, name: 7 } } })
  const next = await queue(await newFlow())
  expect(await store.queue.claim('w')).toMatchObject({ runId: next })
  expect(await store.database.run.findUnique({ where: { id } })).toMatchObject({
    status: 'failed',
    problems: [{ code: 'flow-unreadable' }],
  })
})

test('while the outputs that are kept take all the room, new runs are refused and queued ones end with the reason', async () => {
  const flow = await newFlow()
  const [full, waiting] = [await queue(flow), await queue(flow)]
  const claim = (await store.queue.claim('w'))!
  expect(claim.runId).toBe(full)
  const output = { node: 'a', path: 'a.csv', kind: 'file' as const, format: 'csv', rows: 1, bytes: 3 * 1024 * 1024 }
  await claim.writer.finish({ ...nothing, outputs: [output], status: 'succeeded', durationMs: 1 })
  await workspace.settings.write({ outputsMb: 3 })
  const refused = { code: 'outputs-full', params: { usedMb: 3, limitMb: 3 } }
  await expect(queue(flow)).rejects.toMatchObject(refused)
  expect(await store.queue.claim('w')).toBeUndefined()
  expect(await workspace.runs.read(waiting)).toMatchObject({ status: 'failed', problems: [refused] })
  await workspace.settings.write({ outputsMb: 4 })
  await queue(flow)
})

/** A flow with a sink that writes in this mode. */
const writing = (mode: string, disabled = false) => ({
  ...emptyFlow('Writes'),
  nodes: [{ id: 'out', type: 'sink.postgresql', label: '', config: { mode }, position: { x: 0, y: 0 }, disabled }],
})

test.each(['replace', 'sync'])('runs of a flow that writes a whole table (%s) go one after the other, and say so', async (mode) => {
  await enter('w')
  const flow = await newFlow({}, writing(mode))
  const [first, second] = [await queue(flow), await queue(flow)]
  const other = await queue(await newFlow())
  const claim = (await store.queue.claim('w'))!
  expect(claim.runId).toBe(first)
  expect(await waitsFor(second)).toEqual({ code: 'flow-alone', run: first })
  expect((await store.queue.claim('w'))?.runId).toBe(other)
  expect(await store.queue.claim('w')).toBeUndefined()
  // Its worker is lost in the middle of the commit, which goes before any other run.
  await change(first, { status: 'queued', phase: 'committing', notBefore: new Date(Date.now() + 60_000) })
  expect(await store.queue.claim('w')).toBeUndefined()
  await change(first, { status: 'succeeded', phase: 'working', finishedAt: new Date() })
  expect((await store.queue.claim('w'))?.runId).toBe(second)
})

test('runs go side by side where the policy says how many, where rows are only added or matched, and where the sink is turned off', async () => {
  const flows = [await newFlow({ maxConcurrent: 2 }, writing('replace')), await newFlow({}, writing('upsert')), await newFlow({}, writing('sync', true))] // prettier-ignore
  for (const flow of [...flows, ...flows]) await queue(flow)
  for (let i = 0; i < 6; i++) expect(await store.queue.claim('w')).toBeDefined()
})

test('a queued run tells what it waits for', async () => {
  const flow = await newFlow({ maxConcurrent: 1, memoryMb: 3_000 })
  const first = await queue(flow)
  expect(await waitsFor(first)).toEqual({ code: 'no-worker' })
  await enter('w')
  expect(await waitsFor(first)).toEqual({ code: 'capacity', ahead: 0 })
  await store.queue.claim('w', room())
  expect(await waitsFor(first)).toBeUndefined()
  const second = await queue(flow)
  expect(await waitsFor(second)).toEqual({ code: 'flow-limit', limit: 1 })
  await workspace.settings.write({ runsAtOnce: 1 })
  const other = await queue(await newFlow({ memoryMb: 2_000 }))
  expect(await waitsFor(other)).toEqual({ code: 'workspace-limit', limit: 1 })
  await workspace.settings.write({ runsAtOnce: null })
  expect(await waitsFor(other)).toEqual({ code: 'memory', memoryMb: 2_000 })
  await enter('w', { memoryMb: 9_000, runs: 1 })
  expect(await waitsFor(other)).toEqual({ code: 'capacity', ahead: 1 })
  const { runs } = await workspace.runs.list({ limit: 10, offset: 0 })
  expect(runs.map(({ id, waitsFor: reason }) => [id, reason?.code])).toEqual([[other, 'capacity'], [second, 'flow-limit'], [first, undefined]]) // prettier-ignore
  await store.queue.workers.beat('w', true)
  expect(await waitsFor(other)).toEqual({ code: 'no-worker' })
})

test('a run whose worker leaves is queued again, unless somebody asked it to stop', async () => {
  const flow = await newFlow()
  const id = await queue(flow)
  const claim = (await store.queue.claim('leaving'))!
  const rejected = [{ node: 'a', code: 'x', column: null, message: '', value: null, source: null, line: 1, row: {}, failures: null }]
  await claim.writer.write({ ...nothing, nodes: new Map([['a', { status: 'running', counts: null }]]), rejected })
  expect(await store.queue.handBack(claim.writer.key)).toBe(true)
  expect(await workspace.runs.read(id)).toMatchObject({ status: 'queued', problems: [] })
  expect((await workspace.runs.rejected(id, { limit: 10, offset: 0 })).total).toBe(0)
  await expect(claim.writer.heartbeat()).rejects.toMatchObject({ code: 'lease-lost' })
  await expect(store.queue.handBack(claim.writer.key)).rejects.toMatchObject({ code: 'lease-lost' })
  const again = (await store.queue.claim('staying'))!
  expect(again).toMatchObject({ runId: id, attempt: 2 })
  await workspace.runs.cancel(id)
  expect(await store.queue.handBack(again.writer.key)).toBe(false)
})

test('a worker is known while it tells of itself, and its name is its own', async () => {
  await enter('w')
  await enter('w')
  await expect(enter('w', { pid: 2 })).rejects.toMatchObject({ code: 'worker-name-taken', params: { name: 'w' } })
  await enter('x', { host: 'b' })
  expect((await store.queue.workers.living()).map(({ id }) => id)).toEqual(['w', 'x'])
  await store.database.worker.update({ where: { id: 'w' }, data: { seenAt: minutesAgo(1) } })
  expect((await store.queue.workers.living()).map(({ id }) => id)).toEqual(['x'])
  expect(await store.queue.workers.beat('x', false)).toBe(true)
  expect(await store.database.worker.count()).toBe(1)
  expect(await store.queue.workers.beat('w', false)).toBe(false)
  await enter('w', { pid: 2 })
  await store.queue.workers.leave({ id: 'x', host: 'a', pid: 1 })
  expect(await store.database.worker.count()).toBe(2)
  await store.queue.workers.leave({ id: 'x', host: 'b', pid: 1 })
  expect((await store.queue.workers.living()).map(({ id }) => id)).toEqual(['w'])
})
