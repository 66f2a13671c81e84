import { type AlertCondition, type NodeCountsDto } from '@sluice/contract'
import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { migrateJobs } from '../jobs/migrate-jobs.ts'
import { openStore, type Store, type Workspace } from '../store.ts'

let database: TestDatabase
let store: Store
let workspace: Workspace
let flow: string
const HOOK = 'https://hooks.example/team/s3cr3t?token=abc'

beforeAll(async () => {
  database = await migratedDatabase()
  await migrateJobs(database.url)
  store = await openStore(database.url, { key: { value: Buffer.alloc(32, 7).toString('base64') } })
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await store.database.$executeRaw`DELETE FROM sluice_jobs.job`
  await store.database.run.deleteMany()
  workspace = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Own' } })).id, 'Ada')
  flow = (await workspace.flows.create(emptyFlow('Nightly'))).id
})

const nothing = { nodes: new Map(), rejected: [], events: [], outputs: [] }
const rule = (condition: AlertCondition, flowId: string | null = null, webhook: string | null = HOOK) =>
  workspace.alerts.create({ name: condition.kind, flowId, condition, paused: false, webhook })
const end = async (status: 'succeeded' | 'failed' | 'cancelled', durationMs = 1): Promise<void> => {
  await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
  const claim = (await store.queue.claim('w'))!
  const problems = status === 'failed' ? [{ severity: 'error' as const, code: 'no-space' }] : []
  await claim.writer.finish({ ...nothing, status, durationMs, problems })
  await store.alerts.judgeEnded()
}
const jobs = async () =>
  (await store.database.$queryRaw<{ kind: string }[]>`SELECT data->>'kind' AS kind FROM sluice_jobs.job ORDER BY created_on`).map(
    ({ kind }) => kind,
  )
const alerts = async () => (await workspace.alerts.list({ limit: 10, offset: 0 })).alerts

test('an ended run is told with how often its nodes tried again', async () => {
  await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
  const claim = (await store.queue.claim('w'))!
  const log = (code: string) => ({ type: 'log' as const, level: 'warning' as const, code, params: {}, at: new Date().toISOString() })
  await claim.writer.finish({ ...nothing, events: [log('node-retry'), log('other'), log('node-retry')], status: 'succeeded', durationMs: 1, problems: [] }) // prettier-ignore
  expect(await store.alerts.judgeEnded()).toMatchObject([{ id: claim.runId, retries: 2 }])
})

test('however often a flow fails, it is one alert and one notice; a success recovers it with another', async () => {
  await rule({ kind: 'failed', inARow: 1 })
  await end('succeeded')
  expect(await alerts()).toEqual([])
  for (let i = 0; i < 3; i++) await end('failed')
  expect(await alerts()).toMatchObject([
    {
      state: 'open',
      kind: 'failed',
      count: 3,
      flowName: 'Nightly',
      detail: { code: 'no-space', inARow: 3 },
      problem: { code: 'no-space' },
    },
  ])
  await end('cancelled')
  expect(await alerts()).toMatchObject([{ state: 'open', count: 3 }])
  expect(await jobs()).toEqual(['opened'])
  await end('succeeded')
  expect(await alerts()).toMatchObject([{ state: 'recovered', count: 3 }])
  expect(await jobs()).toEqual(['opened', 'recovered'])
  await end('failed')
  expect(await alerts()).toMatchObject([{ state: 'open', count: 1 }, { state: 'recovered' }])
})

test('a run is judged once, however many servers look, and only by rules that are on and about its flow', async () => {
  await rule({ kind: 'failed', inARow: 1 }, flow)
  const other = (await workspace.flows.create(emptyFlow('Other'))).id
  await rule({ kind: 'failed', inARow: 1 }, other)
  const paused = await rule({ kind: 'failed', inARow: 1 })
  await workspace.alerts.save(paused.rule.id, { name: 'off', flowId: null, condition: { kind: 'failed', inARow: 1 }, paused: true })
  await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
  await (await store.queue.claim('w'))!.writer.finish({ ...nothing, status: 'failed', durationMs: 1, problems: [] })
  const judged = await Promise.all([store.alerts.judgeEnded(), store.alerts.judgeEnded(), store.alerts.judgeEnded()])
  expect(judged.flat()).toMatchObject([{ flowId: flow, status: 'failed' }])
  expect(await store.alerts.judgeEnded()).toEqual([])
  expect(await alerts()).toMatchObject([{ count: 1, flowId: flow }])
})

test('the part of the rows that was rejected is told of what the sources read, not of what nodes in between made', async () => {
  await rule({ kind: 'rejected', percent: 20 })
  const counts = (given: Partial<NodeCountsDto>): NodeCountsDto => ({ in: {}, out: {}, passed: 0, created: 0, merged: 0, filtered: 0, rejected: 0, ...given }) // prettier-ignore
  const endWith = async (rejected: number): Promise<void> => {
    const nodes = new Map([
      ['orders', { status: 'done' as const, counts: counts({ in: { records: 300 }, out: { rows: 300 }, passed: 300 }) }],
      ['customers', { status: 'done' as const, counts: counts({ in: { records: 100 }, out: { rows: 100 }, passed: 100 }) }],
      ['check', { status: 'done' as const, counts: counts({ in: { rows: 400 }, created: 9_000, rejected }) }],
    ])
    await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
    const claim = (await store.queue.claim('w'))!
    await claim.writer.finish({ ...nothing, nodes, status: 'succeeded-with-rejects', durationMs: 1, problems: [] })
    await store.alerts.judgeEnded()
  }
  await endWith(80)
  expect(await alerts()).toEqual([])
  await endWith(88)
  expect(await alerts()).toMatchObject([{ state: 'open', detail: { read: 400, rejected: 88, percent: 22 } }])
})

test('some rows taken in again neither recover a flow that fails nor count as a failure of it', async () => {
  await rule({ kind: 'failed', inARow: 2 })
  const endReplay = async (status: 'succeeded' | 'failed'): Promise<void> => {
    const { id } = await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
    await store.database.run.update({ where: { id }, data: { trigger: 'replay' } })
    await (await store.queue.claim('w'))!.writer.finish({ ...nothing, status, durationMs: 1, problems: [] })
    await store.alerts.judgeEnded()
  }
  await end('failed')
  await endReplay('failed')
  expect(await alerts()).toEqual([])
  await endReplay('succeeded')
  await end('failed')
  expect(await alerts()).toMatchObject([{ state: 'open', detail: { inARow: 2 } }])
  await endReplay('succeeded')
  expect(await alerts()).toMatchObject([{ state: 'open' }])
  await end('succeeded')
  expect(await alerts()).toMatchObject([{ state: 'recovered' }])
})

test('what is usual comes from at least five successes', async () => {
  await rule({ kind: 'duration', times: 3 })
  for (const ms of [100, 5_000, 100, 120, 90]) await end('succeeded', ms)
  expect(await alerts()).toEqual([])
  await end('succeeded', 301)
  expect(await alerts()).toMatchObject([{ state: 'open', detail: { durationMs: 301, usualMs: 100 } }])
  await end('succeeded', 200)
  expect(await alerts()).toMatchObject([{ state: 'recovered' }])
})

test('a flow without a success for too long is told by the clock, once, and recovers by a success', async () => {
  const { rule: made } = await rule({ kind: 'freshness', minutes: 60 }, flow)
  await rule({ kind: 'freshness', minutes: 60 })
  await store.alerts.judgeByClock()
  expect(await alerts()).toEqual([])
  await store.database.alertRule.updateMany({ data: { createdAt: new Date(Date.now() - 2 * 3_600_000) } })
  await store.alerts.judgeByClock()
  await store.alerts.judgeByClock()
  expect(await alerts()).toMatchObject([{ ruleId: made.id, state: 'open', count: 1, detail: { minutes: 120 } }])
  expect(await jobs()).toEqual(['opened'])
  await end('succeeded')
  expect(await alerts()).toMatchObject([{ state: 'recovered' }])
  await store.database.run.updateMany({ data: { finishedAt: new Date(Date.now() - 2 * 3_600_000) } })
  await store.alerts.judgeByClock()
  expect((await alerts()).filter(({ state }) => state === 'open')).toHaveLength(2)
  await workspace.flows.remove(flow)
  await store.alerts.judgeByClock()
  expect((await alerts()).filter(({ state }) => state === 'open')).toEqual([])
})

test('a queue that does not move is told of the workspace, but not while it is paused', async () => {
  await rule({ kind: 'queue', minutes: 5 }, flow)
  const { id } = await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
  await store.alerts.judgeByClock()
  expect(await alerts()).toEqual([])
  await store.database.run.update({ where: { id }, data: { createdAt: new Date(Date.now() - 600_000) } })
  await workspace.settings.write({ paused: true })
  await store.alerts.judgeByClock()
  expect(await alerts()).toEqual([])
  await workspace.settings.write({ paused: false })
  await store.alerts.judgeByClock()
  expect(await alerts()).toMatchObject([{ state: 'open', flowId: null, flowName: null, detail: { waiting: 1 } }])
  await workspace.runs.cancel(id)
  await store.alerts.judgeByClock()
  expect(await alerts()).toMatchObject([{ state: 'recovered' }])
})

test('the address of a rule is sealed; another address gets another secret, the same one keeps it', async () => {
  const condition = { kind: 'failed', inARow: 1 } as const
  const made = await rule(condition)
  expect(made).toMatchObject({ rule: { target: 'hooks.example' }, secret: expect.stringMatching(/^slc_/) as string })
  const save = (webhook?: string | null) =>
    workspace.alerts.save(made.rule.id, { name: 'x', flowId: null, condition, paused: false, webhook })
  expect((await save()).secret).toBeNull()
  expect((await save(HOOK)).secret).toBeNull()
  expect((await workspace.alerts.target(made.rule.id)).target).toEqual({ url: HOOK, secret: made.secret })
  const moved = await save('http://other.example:8080/in')
  expect(moved).toMatchObject({ rule: { target: 'other.example:8080' } })
  expect(moved.secret).not.toBe(made.secret)
  const everything = JSON.stringify([await store.database.alertRule.findMany(), await store.database.auditEntry.findMany()], (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v)) // prettier-ignore
  for (const hidden of ['s3cr3t', made.secret!, moved.secret!]) expect(everything).not.toContain(hidden)
  expect((await save(null)).rule.target).toBeNull()
  expect((await workspace.alerts.target(made.rule.id)).target).toBeUndefined()
})

test('another workspace sees and changes nothing', async () => {
  const { rule: mine } = await rule({ kind: 'failed', inARow: 1 })
  await end('failed')
  const foreign = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Other' } })).id, 'Eve')
  expect(await foreign.alerts.rules()).toEqual([])
  expect(await foreign.alerts.list({ limit: 10, offset: 0 })).toEqual({ alerts: [], total: 0, open: 0 })
  const body = { name: 'x', flowId: null, condition: { kind: 'failed', inARow: 1 }, paused: false } as const
  await expect(foreign.alerts.save(mine.id, body)).rejects.toMatchObject({ code: 'not-found' })
  await expect(foreign.alerts.remove(mine.id)).rejects.toMatchObject({ code: 'not-found' })
  await expect(foreign.alerts.target(mine.id)).rejects.toMatchObject({ code: 'not-found' })
  await expect(foreign.alerts.create({ ...body, flowId: flow })).rejects.toMatchObject({ code: 'not-found' })
  await workspace.alerts.remove(mine.id)
  expect(await alerts()).toEqual([])
})
