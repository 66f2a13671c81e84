import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { openStore, type Store } from '../store.ts'

let database: TestDatabase
let store: Store

beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url, { key: { value: Buffer.alloc(32, 7).toString('base64') } })
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
})

test('runs are listed by what started them and by when they were created', async () => {
  const workspace = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Own' } })).id, 'Ada')
  const flow = (await workspace.flows.create(emptyFlow('Nightly'))).id
  const run = async (trigger: 'manual' | 'schedule', hoursAgo: number): Promise<string> => {
    const { id } = await workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
    await store.database.run.update({ where: { id }, data: { trigger, createdAt: new Date(Date.now() - hoursAgo * 3_600_000) } })
    return id
  }
  const now = await run('manual', 0)
  const lately = await run('schedule', 2)
  const long = await run('schedule', 50)
  const listed = async (filter: { trigger?: 'manual' | 'schedule' | 'webhook'; hours?: number }) => {
    const { runs, total } = await workspace.runs.list({ limit: 10, offset: 0, ...filter })
    expect(total).toBe(runs.length)
    return runs.map(({ id }) => id)
  }
  expect(await listed({})).toEqual([now, lately, long])
  expect(await listed({ trigger: 'schedule' })).toEqual([lately, long])
  expect(await listed({ hours: 1 })).toEqual([now])
  expect(await listed({ hours: 24, trigger: 'schedule' })).toEqual([lately])
  expect(await listed({ trigger: 'webhook' })).toEqual([])
})
