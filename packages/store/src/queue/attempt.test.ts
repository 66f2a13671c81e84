import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { openStore, type Store } from '../store.ts'
import { type Progress } from './attempt.ts'

let database: TestDatabase
let store: Store
beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url)
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
})

test('what a worker writes again, because the answer of the database was lost, is there once', async () => {
  const { workspaceId } = await store.ensureOwner()
  const mine = store.inWorkspace(workspaceId, 'Ada')
  const { id: flowId } = await mine.flows.create(emptyFlow('Rejects'))
  const { id: runId } = await mine.runs.start(flowId, { revision: 1, parameters: {}, trigger: 'manual' })
  const claimed = await store.queue.claim('worker')
  const row = { node: 'in', code: 'not-a-number', column: 'n', message: 'x', value: 'x', source: null, line: null, row: {}, failures: null }
  const said = { type: 'log', level: 'warning', code: 'said', params: {}, at: new Date().toISOString() } as const
  const progress: Progress = { nodes: new Map(), rejected: [row], events: [said] }
  const rows = () => store.database.rejectedRow.count({ where: { runId } })
  const told = () => store.database.runEvent.count({ where: { runId, type: 'log' } })
  await claimed?.writer.write(progress)
  await claimed?.writer.write(progress)
  expect([await rows(), await told()]).toEqual([1, 1])
  // The same again as another object is another write.
  await claimed?.writer.write({ ...progress })
  expect([await rows(), await told()]).toEqual([2, 2])
})
