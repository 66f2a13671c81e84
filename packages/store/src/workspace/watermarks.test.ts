import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { openStore, type Store, type Workspace } from '../store.ts'
import { inTransaction } from './scope.ts'
import { moveWatermarks, readWatermarks, type Watermarks } from './watermarks.ts'

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

/** A flow, and a run of it that reads from where it stands. */
async function flowWithRun() {
  const { id: flowId } = await workspace.flows.create(emptyFlow('Incremental'))
  const { id: runId } = await workspace.runs.start(flowId, { revision: 1, parameters: {}, trigger: 'manual' })
  const key = { workspaceId: workspace.id, flowId, runId }
  const read = () => readWatermarks(store.database, key)
  const move = (from: Watermarks, to: Watermarks) => inTransaction(store.database, (tx) => moveWatermarks(tx, key, from, to))
  return { flowId, runId, read, move }
}

test('a watermark moves with the run that read to it, and every place is kept', async () => {
  const { flowId, runId, read, move } = await flowWithRun()
  expect(await read()).toEqual({})
  await move({}, { orders: { at: '2026-01-01', keys: ['7'] } })
  await move(await read(), { orders: { at: '2026-01-02', keys: [] } })
  expect(await read()).toEqual({ orders: { at: '2026-01-02', keys: [] } })
  const [mark] = await workspace.watermarks.list(flowId)
  expect(mark).toMatchObject({
    node: 'orders',
    value: { at: '2026-01-02' },
    changes: [{ value: { at: '2026-01-02' }, runId, changedBy: 'run' }, { value: { at: '2026-01-01' } }],
  })
})

test('a run that read from a place that is no longer there must not commit', async () => {
  const { flowId, read, move } = await flowWithRun()
  await move({}, { orders: 5 })
  const from = await read()
  await workspace.watermarks.goBack(flowId, 'orders', null)
  await expect(move(from, { orders: 9 })).rejects.toMatchObject({ code: 'watermark-moved', params: { node: 'orders' } })
  expect(await read()).toEqual({})
  // Writing the same end twice, as a resumed commit does, changes nothing.
  await move({}, { orders: 9 })
  await move({}, { orders: 9 })
  expect((await workspace.watermarks.list(flowId))[0]?.changes).toHaveLength(3)
})

test('of two runs that read the same rows one commits', async () => {
  const { read, move } = await flowWithRun()
  const ends = await Promise.allSettled([move({}, { orders: 1 }), move({}, { orders: 2 })])
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect([{ orders: 1 }, { orders: 2 }]).toContainEqual(await read())
})

test('a person goes back to a place, or to the beginning; other workspaces and unknown places are refused', async () => {
  const { flowId, read, move } = await flowWithRun()
  await move({}, { orders: 1 })
  await move({ orders: 1 }, { orders: 2 })
  const first = (await workspace.watermarks.list(flowId))[0]?.changes.at(-1)
  await workspace.watermarks.goBack(flowId, 'orders', first?.id ?? 0)
  expect(await read()).toEqual({ orders: 1 })
  await expect(workspace.watermarks.goBack(flowId, 'orders', 999_999)).rejects.toMatchObject({ code: 'not-found' })
  const other = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Other' } })).id, 'Eve')
  await expect(other.watermarks.goBack(flowId, 'orders', null)).rejects.toMatchObject({ code: 'not-found' })
  await expect(other.watermarks.list(flowId)).rejects.toMatchObject({ code: 'not-found' })
  expect(await read()).toEqual({ orders: 1 })
})
