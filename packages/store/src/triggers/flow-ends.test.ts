import { triggerConfigSchema, type RunState } from '@sluice/contract'
import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { openStore, type Store, type Workspace } from '../store.ts'

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
  await store.database.workspace.deleteMany()
  workspace = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Own' } })).id, 'Ada')
})

const DAY = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY)
const published = async (name: string) => {
  const { id } = await workspace.flows.create(emptyFlow(name))
  await workspace.flows.publish(id, 1)
  return id
}

/** A flow, another one that starts when it ends so, and the trigger between them, saved so many days ago. */
async function chained(when: 'succeeded' | 'failed' | 'any', savedDaysAgo = 0) {
  const [first, second] = [await published('First'), await published('Second')]
  const config = triggerConfigSchema.parse({ kind: 'flow', after: first, when })
  const { trigger } = await workspace.triggers.create({ name: 'After', flowId: second, config })
  await store.database.trigger.update({ where: { id: trigger.id }, data: { updatedAt: daysAgo(savedDaysAgo) } })
  return { first, second, trigger: trigger.id }
}

/** Runs the flow to its end. */
async function run(flow: string, status: Extract<RunState, 'succeeded' | 'failed'> = 'succeeded'): Promise<string> {
  const { id } = await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
  const { writer } = (await store.queue.claim('w'))!
  await writer.finish({ nodes: new Map(), rejected: [], events: [], outputs: [], problems: [], durationMs: 1, status })
  return id
}
const eventsOf = async (trigger: string) => (await workspace.triggers.events(trigger, { limit: 100, offset: 0 })).events

test('an end starts what waits for it once, also when its event is no longer kept', async () => {
  const { first, trigger } = await chained('succeeded', 40)
  const id = await run(first)
  await store.database.run.update({ where: { id }, data: { finishedAt: daysAgo(3) } })
  expect(await store.triggers.takeFlowEnds()).toBe(1)
  expect(await eventsOf(trigger)).toMatchObject([{ dedupeKey: id }])
  await store.database.triggerEvent.deleteMany()
  expect(await store.triggers.takeFlowEnds()).toBe(0)
  await run(first)
  expect(await store.triggers.takeFlowEnds()).toBe(1)
})

test('the end of a run that took weeks counts', async () => {
  const { first, trigger } = await chained('succeeded')
  const id = await run(first)
  await store.database.run.update({ where: { id }, data: { createdAt: daysAgo(20), startedAt: daysAgo(20) } })
  expect(await store.triggers.takeFlowEnds()).toBe(1)
  expect(await eventsOf(trigger)).toHaveLength(1)
})

test('what ends otherwise, before the trigger, or while it is paused starts nothing; renaming it misses nothing', async () => {
  const early = await chained('any')
  await run(early.first)
  await store.database.trigger.update({ where: { id: early.trigger }, data: { updatedAt: new Date(Date.now() + 1) } })
  const { first, second, trigger } = await chained('succeeded')
  await run(first, 'failed')
  await store.triggers.takeFlowEnds()
  expect(await eventsOf(trigger)).toEqual([])
  await run(first)
  const { config } = await workspace.triggers.read(trigger)
  await workspace.triggers.save(trigger, { name: 'Renamed', flowId: second, config })
  expect(await eventsOf(trigger)).toHaveLength(1)
  await workspace.triggers.pause(trigger, true)
  await run(first)
  await store.triggers.takeFlowEnds()
  await workspace.triggers.pause(trigger, false)
  await store.triggers.takeFlowEnds()
  expect(await eventsOf(trigger)).toHaveLength(1)
  expect(await eventsOf(early.trigger)).toEqual([])
})

test('a commit that failed and is finished by a person ends twice: as it failed, and as it succeeded', async () => {
  const { first, trigger } = await chained('succeeded')
  const failed = await run(first, 'failed')
  await store.database.run.update({ where: { id: failed }, data: { phase: 'committing' } })
  await store.triggers.takeFlowEnds()
  expect(await eventsOf(trigger)).toEqual([])
  await workspace.runs.resume(failed)
  const { writer } = (await store.queue.claim('w'))!
  await writer.finish({ nodes: new Map(), rejected: [], events: [], outputs: [], problems: [], durationMs: 1, status: 'succeeded' })
  await store.triggers.takeFlowEnds()
  expect(await eventsOf(trigger)).toMatchObject([{ dedupeKey: failed }])
})

test('a flow in the trash takes nothing in, and comes back with nothing to do', async () => {
  const { first, second, trigger } = await chained('any')
  await run(first)
  await store.triggers.takeFlowEnds()
  const [waiting] = await eventsOf(trigger)
  await workspace.flows.remove(second)
  await run(first)
  await store.triggers.takeFlowEnds()
  await workspace.flows.restore(second)
  await store.triggers.takeFlowEnds()
  expect(await store.triggers.enqueueEvents()).toBe(0)
  expect(await workspace.triggers.read(trigger)).toMatchObject({ paused: true })
  expect(await eventsOf(trigger)).toMatchObject([{ id: waiting?.id, state: 'failed', problem: { code: 'flow-deleted' } }])
  await workspace.triggers.pause(trigger, false)
  await store.triggers.takeFlowEnds()
  expect(await store.triggers.enqueueEvents()).toBe(0)
  await workspace.triggers.replay(trigger, [waiting?.id ?? 0])
  expect(await store.triggers.enqueueEvents()).toBe(1)
})

test('events of a run that was under way when its flow was deleted end with it', async () => {
  const { first, second, trigger } = await chained('any')
  await run(first)
  await store.triggers.takeFlowEnds()
  await store.triggers.enqueueEvents()
  const { writer } = (await store.queue.claim('w'))!
  await workspace.flows.remove(second)
  await writer.finish({ nodes: new Map(), rejected: [], events: [], outputs: [], problems: [], durationMs: 1, status: 'failed' })
  expect(await eventsOf(trigger)).toMatchObject([{ state: 'failed', runId: writer.key.runId }])
})
