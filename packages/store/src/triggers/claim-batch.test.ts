import { triggerConfigSchema } from '@sluice/contract'
import { emptyFlow, FLOW_VERSION } from '@sluice/flow'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { openStore, type Store, type Workspace } from '../store.ts'
import { batchClaimer } from './claim-batch.ts'
import { eventPool } from './event-pool.ts'

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
  workspace = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Own' } })).id, 'Ada')
})

const newFlow = async (policy: object = {}, flow = emptyFlow('Flow')): Promise<string> => {
  const { id } = await workspace.flows.create(flow)
  await workspace.flows.publish(id, 1)
  await store.database.flow.update({ where: { id }, data: { policy } })
  return id
}
let paths = 0
/** A webhook of the flow with one event that waits. */
async function withEvent(flowId: string): Promise<string> {
  const config = triggerConfigSchema.parse({ kind: 'webhook', path: `in-${++paths}`, signIn: { kind: 'open' } })
  const { trigger } = await workspace.triggers.create({ name: 'In', flowId, config })
  const event = { workspaceId: workspace.id, triggerId: trigger.id, dedupeKey: 'a', signature: null, body: '{}', request: null, parameters: null, waiting: false } // prettier-ignore
  await store.triggers.accept([event])
  return trigger.id
}
const startByHand = async (flowId: string): Promise<void> => {
  await workspace.runs.start(flowId, { revision: 1, parameters: {}, trigger: 'manual' })
}
const end = (runId: string) =>
  store.database.run.updateMany({ where: { id: runId }, data: { status: 'succeeded', finishedAt: new Date() } })

test('a worker that is older than the flow leaves its events to others', async () => {
  const flow = await newFlow()
  const version = await store.database.flowVersion.findFirstOrThrow({ where: { flowId: flow } })
  const document = { ...(version.document as object), sluice: FLOW_VERSION + 1 }
  await store.database.flowVersion.updateMany({ where: { flowId: flow }, data: { document } })
  const trigger = await withEvent(flow)
  expect(await store.triggers.claim('w', trigger)).toBeUndefined()
  const batch = await store.triggers.claim('w', trigger, FLOW_VERSION + 1)
  expect(batch?.events).toHaveLength(1)
  const run = await store.database.run.findUniqueOrThrow({ where: { id: batch!.runId } })
  expect(run.documentVersion).toBe(FLOW_VERSION + 1)
})

test('a flow that runs once at a time does so whatever starts it: events of several triggers, and the queue', async () => {
  const flow = await newFlow({ maxConcurrent: 1 })
  const triggers = await Promise.all(Array.from({ length: 4 }, () => withEvent(flow)))
  await startByHand(flow)
  const claims = await Promise.all([store.queue.claim('q'), ...triggers.map((id) => store.triggers.claim('w', id))])
  const taken = claims.filter((claim) => claim !== undefined)
  expect(taken).toHaveLength(1)
  expect(await store.queue.claim('q')).toBeUndefined()
  for (const id of triggers) expect(await store.triggers.claim('w', id)).toBeUndefined()
  await end(taken[0]!.runId)
  const next = await Promise.all([store.queue.claim('q'), ...triggers.map((id) => store.triggers.claim('w', id))])
  expect(next.filter((claim) => claim !== undefined)).toHaveLength(1)
})

test('a run of events ends when the database says, however wrong the clock of the host is', async () => {
  const batch = (await store.triggers.claim('w', await withEvent(await newFlow())))!
  const end = { nodes: new Map(), events: [], rejected: [], outputs: [], problems: [], status: 'succeeded' as const, durationMs: 1 }
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2040-01-01T00:00:00Z') })
  await store.triggers.writer(batch, () => undefined).finish(end).finally(() => vi.useRealTimers()) // prettier-ignore
  const { finishedAt, events } = await store.database.run.findUniqueOrThrow({ where: { id: batch.runId }, include: { events: { orderBy: { id: 'desc' }, take: 1 } } }) // prettier-ignore
  expect(events[0]?.data).toMatchObject({ type: 'status', status: 'succeeded', at: finishedAt?.toISOString() })
})

test('events of a flow that replaces a table wait for its other runs, and keep them waiting', async () => {
  const out = { id: 'out', type: 'sink.postgresql', label: '', config: { mode: 'replace' }, position: { x: 0, y: 0 }, disabled: false }
  const flow = await newFlow({}, { ...emptyFlow('Replaces'), nodes: [out] })
  const triggers = await Promise.all(Array.from({ length: 3 }, () => withEvent(flow)))
  await startByHand(flow)
  for (let left = 4; left > 0; left--) {
    const claims = await Promise.all([...triggers.map((id) => store.triggers.claim('w', id)), store.queue.claim('q')])
    const taken = claims.filter((claim) => claim !== undefined)
    expect(taken).toHaveLength(1)
    await end(taken[0]!.runId)
  }
})

test('events start no more runs than the workspace may have at once', async () => {
  const triggers = await Promise.all(Array.from({ length: 4 }, async () => withEvent(await newFlow())))
  await startByHand(await newFlow())
  await workspace.settings.write({ runsAtOnce: 2 })
  const claims = await Promise.all([store.queue.claim('q'), ...triggers.map((id) => store.triggers.claim('w', id))])
  const taken = claims.filter((claim) => claim !== undefined)
  expect(taken).toHaveLength(2)
  await end(taken[0]!.runId)
  const next = await Promise.all(triggers.map((id) => store.triggers.claim('w', id)))
  expect(next.filter((claim) => claim !== undefined)).toHaveLength(1)
  await workspace.settings.write({ runsAtOnce: null })
})

/** A pool that loses the answer to the next commit. */
function losingPool(): pg.Pool {
  const pool = eventPool(database.url)
  let lost = false
  pool.on('connect', (client) => {
    // oxlint-disable-next-line typescript/unbound-method -- the proxy hands on what it was called on
    client.query = new Proxy(client.query, {
      apply: (query, self, given: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(query, self, given)
        if (lost || given[0] !== 'COMMIT') return answer
        lost = true
        return Promise.resolve(answer).then(() => Promise.reject(new Error('Connection terminated unexpectedly')))
      },
    })
  })
  return pool
}

test('events whose taking was committed, but not answered, are given to their worker with the next asking, all of them once', async () => {
  const trigger = await withEvent(await newFlow())
  const event = { workspaceId: workspace.id, triggerId: trigger, dedupeKey: 'b', signature: null, body: '{"b":1}', request: null, parameters: null, waiting: false } // prettier-ignore
  await store.triggers.accept([event])
  const pool = losingPool()
  try {
    const claim = batchClaimer(pool, 'w')
    await expect(claim(trigger)).rejects.toThrow('terminated')
    expect(await store.triggers.claim('v', trigger)).toBeUndefined()
    const batch = await claim(trigger)
    expect(batch?.events.map(({ body }) => body)).toEqual(['{}', '{"b":1}'])
    expect(batch).toMatchObject({ attempt: 1, endpoint: false, workspaceId: workspace.id })
    expect(await claim(trigger)).toBeUndefined()
    expect(await store.database.run.count({ where: { workspaceId: workspace.id } })).toBe(1)
  } finally {
    await pool.end()
  }
})

test('events whose taking was not committed are taken with the next asking', async () => {
  const trigger = await withEvent(await newFlow())
  const claim = store.triggers.claimer('w')
  await store.database.$executeRaw`ALTER TABLE watermark RENAME TO away`
  await expect(claim(trigger)).rejects.toThrow()
  await store.database.$executeRaw`ALTER TABLE away RENAME TO watermark`
  expect((await claim(trigger))?.events).toHaveLength(1)
})

test('events wait while their workspace or their trigger is paused', async () => {
  const trigger = await withEvent(await newFlow())
  await workspace.settings.write({ paused: true })
  expect(await store.triggers.claim('w', trigger)).toBeUndefined()
  await workspace.settings.write({ paused: false })
  await store.database.trigger.update({ where: { id: trigger }, data: { paused: true } })
  expect(await store.triggers.claim('w', trigger)).toBeUndefined()
  await store.database.trigger.update({ where: { id: trigger }, data: { paused: false } })
  expect((await store.triggers.claim('w', trigger))?.events).toHaveLength(1)
})

test("a batch has the time that the flow's policy gives", async () => {
  expect(await store.triggers.claim('w', await withEvent(await newFlow({ timeMinutes: 2 })))).toMatchObject({ timeMs: 120_000 })
  expect((await store.triggers.claim('w', await withEvent(await newFlow())))?.timeMs).toBeUndefined()
})
