import { emptyFlow } from '@sluice/flow'
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { sharedFolder } from '../artifact-files.ts'
import { openStore, type Store, type Workspace } from '../store.ts'

let database: TestDatabase
let store: Store
let workspace: Workspace
let flow: string
const data = mkdtempSync(join(tmpdir(), 'sluice-retention-'))
const files = sharedFolder(data)

beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url)
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
  rmSync(data, { recursive: true, force: true })
})
beforeEach(async () => {
  await store.database.workspace.deleteMany()
  workspace = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Own' } })).id, 'Ada')
  flow = (await workspace.flows.create(emptyFlow('Flow'))).id
})

const MEGABYTE = 1024 * 1024
const rejectedRow = { node: 'a', code: 'x', column: null, message: '', value: null, source: null, line: 1, row: {}, failures: null }

/** A run that ended so many days ago and left a file of so many megabytes. */
async function ended(daysAgo: number, status: 'succeeded' | 'failed' = 'succeeded', megabytes = 1): Promise<{ id: string; file: string }> {
  const { id } = await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
  const claim = (await store.queue.claim('w'))!
  const file = join(files.place(claim.writer.key).output, 'out/a.csv')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, 'a\n')
  const output = { node: 'a', path: 'out/a.csv', kind: 'file' as const, format: 'csv', rows: 1, bytes: megabytes * MEGABYTE }
  const nothing = { nodes: new Map(), events: [], problems: [] }
  await claim.writer.finish({ ...nothing, rejected: [rejectedRow], outputs: status === 'succeeded' ? [output] : [], status, durationMs: 1 })
  const at = new Date(Date.now() - daysAgo * 86_400_000)
  await store.database.run.update({ where: { id }, data: { createdAt: at, finishedAt: at } })
  await store.database.artifact.updateMany({ where: { runId: id }, data: { createdAt: at } })
  return { id, file }
}
const ids = async () => (await workspace.runs.list({ limit: 100, offset: 0 })).runs.map(({ id }) => id)
const audited = async () =>
  (await workspace.audit.list({ limit: 100, offset: 0 })).entries.filter(({ action }) => action === 'retention.delete')

test('what is older than the days that are kept goes with its files, but never the newest success of a flow', async () => {
  const [old, success, failure, young] = [await ended(50), await ended(40), await ended(35, 'failed'), await ended(10, 'failed')]
  const waiting = await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
  await store.database.run.update({ where: { id: waiting.id }, data: { createdAt: new Date(0) } })
  expect(await store.keepNoLonger(files)).toMatchObject({ runs: 2, outputs: 1, bytes: MEGABYTE, rejectedRows: 2 })
  expect((await ids()).sort()).toEqual([success.id, young.id, waiting.id].sort())
  expect([old, success, failure, young].map(({ file }) => existsSync(file))).toEqual([false, true, false, true])
  expect(await store.database.rejectedRow.count()).toBe(2)
  expect(await audited()).toMatchObject([{ who: 'Sluice', detail: { runs: 2, outputs: 1, rejectedRows: 2, megabytes: 1 } }])
  expect(await store.keepNoLonger(files)).toMatchObject({ runs: 0 })
  expect(await audited()).toHaveLength(1)
})

const keepInTheFuture = () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2040-01-01T00:00:00Z') })
  return store.keepNoLonger(files).finally(() => vi.useRealTimers())
}

test('what is old is told by the clock of the database, however wrong that of the host is', async () => {
  const { id } = await ended(1)
  const rule = await store.database.alertRule.create({ data: { workspaceId: workspace.id, name: 'r', condition: {}, target: 'none', updatedBy: 'x' } }) // prettier-ignore
  const alert = { workspaceId: workspace.id, ruleId: rule.id, state: 'recovered', detail: {} }
  const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000)
  await store.database.alert.createMany({
    data: [
      { ...alert, recoveredAt: daysAgo(1) },
      { ...alert, recoveredAt: daysAgo(40) },
    ],
  })
  await keepInTheFuture()
  expect(await ids()).toEqual([id])
  expect(await store.database.alert.count({ where: { ruleId: rule.id } })).toBe(1)
})

test('a run whose rejected rows somebody has taken on stays until they are dealt with', async () => {
  const [taken, left] = [await ended(50, 'failed'), await ended(50, 'failed')]
  await store.database.rejectedRow.updateMany({ where: { runId: taken.id }, data: { assignee: 'Ada' } })
  await store.keepNoLonger(files)
  expect([(await ids()).includes(taken.id), (await ids()).includes(left.id)]).toEqual([true, false])
  await store.database.rejectedRow.updateMany({ where: { runId: taken.id }, data: { status: 'dropped' } })
  await store.keepNoLonger(files)
  expect(await ids()).toEqual([])
})

test('each workspace keeps as long as it says', async () => {
  const mine = await ended(5)
  await ended(4)
  await workspace.settings.write({ retentionDays: 3 })
  const before = workspace
  workspace = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Other' } })).id, 'Eve')
  flow = (await workspace.flows.create(emptyFlow('Theirs'))).id
  await ended(5)
  await ended(4)
  await store.keepNoLonger(files)
  expect(await ids()).toHaveLength(2)
  expect((await before.runs.list({ limit: 9, offset: 0 })).runs.map(({ id }) => id)).not.toContain(mine.id)
})

test('beyond the quota the oldest outputs go first; their runs stay and say so', async () => {
  const runs = [
    await ended(4, 'succeeded', 3),
    await ended(3, 'succeeded', 3),
    await ended(2, 'succeeded', 3),
    await ended(1, 'succeeded', 3),
  ]
  await workspace.settings.write({ outputsMb: 7 })
  expect(await store.keepNoLonger(files)).toMatchObject({ runs: 0, outputs: 2, bytes: 6 * MEGABYTE })
  expect(runs.map(({ file }) => existsSync(file))).toEqual([false, false, true, true])
  expect(await ids()).toHaveLength(4)
  expect(await workspace.operations()).toMatchObject({ outputs: { usedMb: 6, limitMb: 7, full: false } })
  await workspace.settings.write({ outputsMb: 1 })
  await store.keepNoLonger(files)
  expect(runs.map(({ file }) => existsSync(file))).toEqual([false, false, false, true])
  await expect(workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })).rejects.toMatchObject({
    code: 'outputs-full',
  })
})

test('files whose run is gone are found, those of a run that begins now are left', async () => {
  const kept = await ended(1)
  const [orphan, fresh] = [crypto.randomUUID(), crypto.randomUUID()]
  for (const id of [orphan, fresh]) mkdirSync(join(data, 'runs', id, '1'), { recursive: true })
  for (const id of [orphan, kept.id]) utimesSync(join(data, 'runs', id), new Date(0), new Date(0))
  await store.keepNoLonger(files)
  expect([orphan, fresh, kept.id].map((id) => existsSync(join(data, 'runs', id)))).toEqual([false, true, true])
})

test('a signature without a time counts once for ever, also when its event is no longer kept', async () => {
  await workspace.flows.publish(flow, 1)
  const signed = {
    id: crypto.randomUUID(),
    workspaceId: workspace.id,
    flowId: flow,
    kind: 'webhook',
    name: 'In',
    config: {},
    updatedBy: 'Ada',
  }
  const { id: triggerId } = await store.database.trigger.create({ data: signed })
  const event = (dedupeKey: string, signature: string | null) =>
    ({ workspaceId: workspace.id, triggerId, dedupeKey, signature, body: '{}', request: null, parameters: null, waiting: false }) // prettier-ignore
  const accept = async (key: string, signature: string | null) => (await store.triggers.accept([event(key, signature)]))[0]?.kind
  const hex = 'ab'.repeat(32)
  expect([await accept('a', hex), await accept('b', `1700000000.${hex}`), await accept('c', null)]).toEqual([
    'accepted',
    'accepted',
    'accepted',
  ])
  const old = new Date(Date.now() - 40 * 86_400_000)
  await store.database.triggerEvent.updateMany({ data: { state: 'done', finishedAt: old } })
  const kept = async () => (await store.database.triggerEvent.findMany({ orderBy: { id: 'asc' } })).map(({ dedupeKey }) => dedupeKey)
  // Written down first: whoever was taking in the same signature in this moment still finds the event.
  await store.keepNoLonger(files)
  expect(await kept()).toEqual(['a'])
  expect(await accept('d', hex)).toBe('replayed')
  await store.database.spentSignature.updateMany({ data: { at: new Date(Date.now() - 3_600_000) } })
  await store.keepNoLonger(files)
  expect(await kept()).toEqual([])
  expect([await accept('e', hex), await accept('f', 'cd'.repeat(32))]).toEqual(['replayed', 'accepted'])
})

/** A run whose commit was begun and failed so many days ago. */
async function halfway(daysAgo: number): Promise<string> {
  const { id, file } = await ended(daysAgo, 'failed')
  rmSync(file)
  await store.database.run.update({ where: { id }, data: { phase: 'committing', manifest: { steps: [] } } })
  return id
}

test('a failed commit that nobody finishes is given up after seven days; until then nothing of it goes', async () => {
  const [old, young, ancient] = [await halfway(8), await halfway(6), await halfway(50)]
  await store.keepNoLonger(files)
  expect((await ids()).sort()).toEqual([old, young, ancient].sort())
  const phases = async () =>
    Object.fromEntries((await store.database.run.findMany()).map(({ id, status, phase }) => [id, `${status} ${phase}`]))
  expect(await phases()).toEqual({ [old]: 'queued abandoning', [young]: 'failed committing', [ancient]: 'queued abandoning' })
  // Nobody can finish it any more, nor start the run anew meanwhile.
  expect(await workspace.runs.resume(old)).toBeUndefined()
  await expect(workspace.runs.retry(old, { revision: 1, published: false })).rejects.toMatchObject({ code: 'run-not-ended' })
  await expect(workspace.runs.retry(young, { revision: 1, published: false })).rejects.toMatchObject({ code: 'commit-unfinished' })
  await expect(workspace.runs.abandon(old)).rejects.toMatchObject({ code: 'run-no-commit' })

  const failedAt = (await store.database.run.findUniqueOrThrow({ where: { id: young } })).finishedAt
  await workspace.runs.abandon(young)
  for (const left of [false, true, false]) {
    const { writer } = (await store.queue.claim('w'))!
    expect(await writer.begin()).toMatchObject({ phase: 'abandoning', manifest: { steps: [] } })
    await writer.endAbandoned(left)
    await expect(writer.endAbandoned(left)).rejects.toMatchObject({ code: 'lease-lost' })
  }
  const codes = async (id: string) => (await workspace.runs.read(id)).problems.map(({ code }) => code)
  expect(Object.values(await phases()).sort()).toEqual(['failed abandoned', 'failed abandoned', 'failed abandoning'])
  expect(await codes(young)).toEqual(['commit-discarded'])
  expect(await store.database.run.findUniqueOrThrow({ where: { id: young } })).toMatchObject({ finishedAt: failedAt, judged: true })
  // What was not taken away is tried again; what was goes when its time has come.
  await store.keepNoLonger(files)
  const [again] = Object.entries(await phases()).filter(([, phase]) => phase === 'queued abandoning')
  const { writer } = (await store.queue.claim('w'))!
  expect(again?.[0]).toBe(writer.key.runId)
  await writer.endAbandoned(false)
  expect(await codes(writer.key.runId)).toEqual(['commit-discarded'])
  await store.keepNoLonger(files)
  expect(await ids()).not.toContain(ancient)
  await workspace.runs.retry(young, { revision: 1, published: false })
})

test('a workspace that keeps its runs for less gives commits up as soon', async () => {
  await workspace.settings.write({ retentionDays: 2 })
  const id = await halfway(3)
  await store.keepNoLonger(files)
  expect(await store.database.run.findMany()).toMatchObject([{ id, status: 'queued', phase: 'abandoning' }])
})
