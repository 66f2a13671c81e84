import { triggerConfigSchema } from '@sluice/contract'
import { emptyFlow, type Json } from '@sluice/flow'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { openStore, type Store, type Workspace } from '../store.ts'
import { type ClaimedRun } from './claim.ts'

let database: TestDatabase
let store: Store
let workspace: Workspace
let flow: string
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
  flow = (await workspace.flows.create(emptyFlow('Incremental'))).id
})
afterEach(async () => {
  await store.database.workspace.deleteMany()
})

const nothing = { nodes: new Map(), rejected: [], events: [], outputs: [], problems: [], durationMs: 1 }
const start = async () => (await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })).id
const claim = () => store.queue.claim('w')
const must = async (): Promise<ClaimedRun> => {
  const run = await claim()
  if (run === undefined) throw new Error('no run can be taken')
  return run
}
/** Takes the next run and writes that it commits, having read its source from where it stands up to a place. */
async function commit(to: Json, hold = false): Promise<ClaimedRun> {
  const run = await must()
  const { watermarks } = await run.writer.begin()
  const readTo = { orders: to }
  await run.writer.commit({ manifest: { watermarks: readTo, attempt: run.attempt, steps: [] }, readFrom: watermarks, readTo, plans: [], hold }) // prettier-ignore
  return run
}
const mark = async () => (await workspace.watermarks.list(flow))[0]?.value
const waitsFor = async (id: string) => (await workspace.runs.read(id)).waitsFor
const codes = async (id: string) => (await workspace.runs.read(id)).problems.map(({ code }) => code)

/** A run that read to 1 was applied, the next one read to 2 and failed while it was applied; a third one is queued. */
async function halfway() {
  await start()
  await (await commit(1)).writer.finish({ ...nothing, status: 'succeeded' })
  const failed = await start()
  const begun = await commit(2)
  const next = await start()
  // Also while it is being applied: what is read behind it must not be written before it.
  expect(await claim()).toBeUndefined()
  await begun.writer.finish({ ...nothing, status: 'failed' })
  expect(await mark()).toBe(2)
  return { failed, next }
}

test('a flow whose source was read by a commit that failed waits until that is finished', async () => {
  const { failed, next } = await halfway()
  expect(await claim()).toBeUndefined()
  expect(await waitsFor(next)).toEqual({ code: 'commit-unfinished', run: failed })
  await workspace.runs.resume(failed)
  const resumed = await must()
  expect(resumed.runId).toBe(failed)
  expect(await claim()).toBeUndefined()
  await resumed.writer.finish({ ...nothing, status: 'succeeded' })
  const after = await must()
  expect(after.runId).toBe(next)
  expect((await after.writer.begin()).watermarks).toEqual({ orders: 2 })
})

test('given up, its source goes back to where it began, once, and the next run reads the same rows', async () => {
  const { failed, next } = await halfway()
  await workspace.runs.abandon(failed)
  const giving = await must()
  expect(giving.runId).toBe(failed)
  expect(await mark()).toBe(2)
  expect(await claim()).toBeUndefined()
  await giving.writer.endAbandoned(true)
  expect(await mark()).toBe(1)
  expect(await codes(failed)).toEqual(['sources-set-back', 'commit-left-behind'])
  // What could not be taken away holds nothing up, and the source is not set back again.
  const after = await must()
  expect(after.runId).toBe(next)
  expect((await after.writer.begin()).watermarks).toEqual({ orders: 1 })
  await after.writer.commit({ manifest: {}, readFrom: { orders: 1 }, readTo: { orders: 2 }, plans: [], hold: false })
  await after.writer.finish({ ...nothing, status: 'succeeded' })
  await workspace.runs.abandon(failed)
  await (await must()).writer.endAbandoned(false)
  expect(await mark()).toBe(2)
  expect(await codes(failed)).toEqual(['sources-set-back', 'commit-discarded'])
  const { entries } = await workspace.audit.list({ limit: 100, offset: 0 })
  expect(entries.filter(({ action }) => action === 'watermark.go-back')).toMatchObject([{ who: 'Ada', object: flow, detail: { node: 'orders', run: failed } }]) // prettier-ignore
  expect(entries.find(({ action }) => action === 'run.abandon')).toMatchObject({ object: failed, detail: { sources: 'back' } })
})

test('a source stays where somebody set it meanwhile, and where whoever gives up wants it to stay', async () => {
  const { failed } = await halfway()
  const first = (await workspace.watermarks.list(flow))[0]?.changes.at(-1)
  await workspace.watermarks.goBack(flow, 'orders', null)
  await workspace.runs.abandon(failed)
  await (await must()).writer.endAbandoned(false)
  expect(await mark()).toBeNull()
  expect(await codes(failed)).toEqual(['sources-stay', 'commit-discarded'])
  await workspace.watermarks.goBack(flow, 'orders', first?.id ?? 0)

  const again = (await commit(3)).writer
  await again.finish({ ...nothing, status: 'failed' })
  await workspace.runs.abandon(again.key.runId, 'stay')
  await (await must()).writer.endAbandoned(false)
  expect(await mark()).toBe(3)
  expect(await codes(again.key.runId)).toEqual(['sources-stay', 'commit-discarded'])
})

test('a plan that waits for approval holds nothing up; approved it does', async () => {
  await start()
  const held = await commit(1, true)
  const next = await start()
  const after = await must()
  expect(after.runId).toBe(next)
  await store.queue.handBack(after.writer.key)
  await workspace.runs.decide(held.runId, true)
  const applied = await must()
  expect(applied.runId).toBe(held.runId)
  // Its staging table went meanwhile.
  await applied.writer.finish({ ...nothing, status: 'failed', problems: [{ severity: 'error', code: 'staging-missing' }] })
  expect(await claim()).toBeUndefined()
  expect(await waitsFor(next)).toEqual({ code: 'commit-unfinished', run: held.runId })
  await workspace.runs.abandon(held.runId)
  await (await must()).writer.endAbandoned(false)
  expect(await mark()).toBeNull()
  expect((await must()).runId).toBe(next)
})

test('a failed commit that moved no source holds nothing up, and no other flow waits', async () => {
  await start()
  const writer = (await must()).writer
  await writer.commit({ manifest: {}, readFrom: {}, readTo: {}, plans: [], hold: false })
  await writer.finish({ ...nothing, status: 'failed' })
  await start()
  expect(await claim()).toBeDefined()
  await store.database.run.deleteMany()
  await halfway()
  flow = (await workspace.flows.create(emptyFlow('Other'))).id
  const other = await start()
  expect((await must()).runId).toBe(other)
})

test('events wait as well', async () => {
  await workspace.flows.publish(flow, 1)
  const config = { kind: 'webhook' as const, path: 'held', signIn: { kind: 'open' as const } }
  const { trigger } = await workspace.triggers.create({ name: 'In', flowId: flow, config: triggerConfigSchema.parse(config) })
  const { failed, next } = await halfway()
  await workspace.runs.cancel(next)
  const event = { workspaceId: workspace.id, triggerId: trigger.id, dedupeKey: 'a', signature: null, body: '{}', request: null, parameters: null, waiting: false } // prettier-ignore
  await store.triggers.accept([event])
  expect(await store.triggers.claim('w', trigger.id)).toBeUndefined()
  await workspace.runs.resume(failed)
  await (await must()).writer.finish({ ...nothing, status: 'succeeded' })
  expect((await store.triggers.claim('w', trigger.id))?.events).toHaveLength(1)
})
