import { policySchema } from '@sluice/contract'
import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { openStore, type Store } from '../store.ts'

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

const newWorkspace = async () => (await store.database.workspace.create({ data: { name: 'Own' } })).id

test('a policy is saved over the version it was based on; of two at once one is told who was first', async () => {
  const workspace = await newWorkspace()
  const [ada, ben] = [store.inWorkspace(workspace, 'Ada').flows, store.inWorkspace(workspace, 'Ben').flows]
  const { id } = await ada.create(emptyFlow('Flow'))
  expect(await ada.readPolicy(id)).toEqual({ version: 0, policy: policySchema.parse({}), savedBy: null })
  const three = policySchema.parse({ attempts: 3, maxConcurrent: 1 })
  expect(await ada.writePolicy(id, 0, three)).toEqual({ version: 1, policy: three, savedBy: 'Ada' })
  await expect(ben.writePolicy(id, 0, policySchema.parse({}))).rejects.toMatchObject({ code: 'stale-policy', params: { who: 'Ada' } })
  expect(await ben.readPolicy(id)).toEqual({ version: 1, policy: three, savedBy: 'Ada' })
  const both = await Promise.allSettled([2, 4].map((attempts) => ben.writePolicy(id, 1, policySchema.parse({ attempts }))))
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await ada.readPolicy(id)).toMatchObject({ version: 2, savedBy: 'Ben' })
})

test('the policy of a flow of another workspace, or of one in the trash, is not to be had', async () => {
  const mine = store.inWorkspace(await newWorkspace(), 'Ada').flows
  const theirs = store.inWorkspace(await newWorkspace(), 'Eve').flows
  const { id } = await mine.create(emptyFlow('Flow'))
  const policy = policySchema.parse({})
  await expect(theirs.readPolicy(id)).rejects.toMatchObject({ code: 'not-found' })
  await expect(theirs.writePolicy(id, 0, policy)).rejects.toMatchObject({ code: 'not-found' })
  await mine.remove(id)
  await expect(mine.writePolicy(id, 0, policy)).rejects.toMatchObject({ code: 'not-found' })
})
