import { emptyFlow, type Problem } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { openStore, type Store, type Workspace } from '../store.ts'
import { backoffSeconds } from './retry-later.ts'

let database: TestDatabase
let store: Store
let workspace: Workspace
beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url)
  workspace = store.inWorkspace((await store.ensureOwner()).workspaceId, 'Ada')
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
})

const AWAY: Problem = { severity: 'error', code: 'service-away', nodeId: 'in' }

async function queued(policy: object): Promise<string> {
  const { id } = await workspace.flows.create(emptyFlow('Flow'))
  await store.database.flow.update({ where: { id }, data: { policy } })
  return (await workspace.runs.start(id, { revision: 1, parameters: {}, trigger: 'manual' })).id
}
const row = (id: string) => store.database.run.findUniqueOrThrow({ where: { id } })
/** Lets the time pass until the run's next attempt, and gives how long that was: seconds since it was put back. */
async function pause(id: string): Promise<number> {
  const [waits] = await store.database.$queryRaw<{ seconds: number }[]>`
    SELECT extract(epoch FROM not_before - (SELECT max((e.data->>'at')::timestamptz) FROM run_event e WHERE e.run_id = run.id))::float AS seconds FROM run WHERE id = ${id}::uuid`
  await store.database.run.update({ where: { id }, data: { notBefore: null } })
  return waits!.seconds
}

test.each([
  [1, 30],
  [2, 60],
  [3, 120],
  [5, 480],
  [6, 600],
  [40, 600],
])('after %d failed attempts the pause is between half and all of %d seconds', (failed, whole) => {
  const policy = { backoffSeconds: 30, maxBackoffSeconds: 600 }
  expect([0, 0.5, 1].map((random) => backoffSeconds(failed, policy, random))).toEqual([whole / 2, whole * 0.75, whole])
})

test('a run that fails for the moment waits longer from attempt to attempt, and not beyond those of its policy', async () => {
  const id = await queued({ attempts: 3, backoffSeconds: 100, maxBackoffSeconds: 1_000 })
  const pauses = []
  for (let attempt = 1; attempt < 3; attempt++) {
    const claimed = await store.queue.claim('w')
    expect(await claimed?.writer.retryLater(AWAY)).toBe(true)
    expect(await row(id)).toMatchObject({ status: 'queued', attempt, worker: null, losses: 0 })
    expect(await store.queue.claim('w')).toBeUndefined()
    pauses.push(await pause(id))
  }
  expect(pauses[0]).toBeGreaterThanOrEqual(49.9)
  expect(pauses[0]).toBeLessThanOrEqual(100.1)
  expect(pauses[1]).toBeGreaterThanOrEqual(99.9)
  expect(pauses[1]).toBeLessThanOrEqual(200.1)
  const last = await store.queue.claim('w')
  expect(await last?.writer.retryLater(AWAY)).toBe(false)
  expect(await row(id)).toMatchObject({ status: 'running', attempt: 3 })
})

test('a commit that was begun is tried eight times, whatever the policy says', async () => {
  const id = await queued({ attempts: 1, backoffSeconds: 0 })
  const commit = { manifest: {}, readFrom: {}, readTo: {}, plans: [], hold: false }
  for (let attempt = 1; attempt < 8; attempt++) {
    const claimed = await store.queue.claim('w')
    if (attempt === 1) await claimed?.writer.commit(commit)
    expect(await claimed?.writer.retryLater(AWAY)).toBe(true)
  }
  expect(await (await store.queue.claim('w'))?.writer.retryLater(AWAY)).toBe(false)
  expect(await row(id)).toMatchObject({ attempt: 8, phase: 'committing' })
})

test('a run that somebody asked to stop is not tried again', async () => {
  const id = await queued({ attempts: 3, backoffSeconds: 0 })
  // The one of the last test is not in the way.
  await store.database.run.deleteMany({ where: { id: { not: id } } })
  const claimed = await store.queue.claim('w')
  await store.database.run.update({ where: { id }, data: { cancelRequested: true } })
  expect(await claimed?.writer.retryLater(AWAY)).toBe(false)
})
