import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { openStore, type Store } from '../store.ts'
import { openJobs, sendJob, type Job, type Jobs } from './jobs.ts'
import { migrateJobs } from './migrate-jobs.ts'

let database: TestDatabase
let store: Store
const open: Jobs[] = []

beforeAll(async () => {
  database = await migratedDatabase()
  await Promise.all([migrateJobs(database.url), migrateJobs(database.url)])
  await migrateJobs(database.url)
  store = await openStore(database.url)
})
afterAll(async () => {
  await Promise.all(open.map((jobs) => jobs.stop()))
  await store.close()
  await database[Symbol.asyncDispose]()
})

const errors: unknown[] = []
const openOne = async (): Promise<Jobs> => {
  const jobs = await openJobs(database.url, (error) => errors.push(error))
  open.push(jobs)
  return jobs
}
const send = (alertId: string) => store.database.$transaction((tx) => sendJob(tx, 'notice', { alertId, kind: 'opened' }))
const isDone = (alertId: string) =>
  expect.poll(() => store.database.$queryRaw`SELECT state::text FROM sluice_jobs.job WHERE data->>'alertId' = ${alertId}`)

test('a job that was sent in a transaction exists only with it, and of many servers one does it', async () => {
  const done: string[] = []
  for (const jobs of [await openOne(), await openOne()]) {
    jobs.work('notice', ({ data }) => {
      done.push(data.alertId)
      return Promise.resolve()
    })
  }
  await expect(
    store.database.$transaction(async (tx) => {
      await sendJob(tx, 'notice', { alertId: 'undone', kind: 'opened' })
      throw new Error('rolled back')
    }),
  ).rejects.toThrow('rolled back')
  await Promise.all(['a', 'b', 'c'].map(send))
  for (const jobs of open) jobs.wake()
  await expect.poll(() => [...done].sort(), { timeout: 10_000 }).toEqual(['a', 'b', 'c'])
  await isDone('c').toEqual([{ state: 'completed' }])
  await Promise.all(open.splice(0).map((jobs) => jobs.stop()))
  expect([...done].sort()).toEqual(['a', 'b', 'c'])
})

test('a job that fails is tried again later, others go on, and the reason is kept', async () => {
  const tries: Job<'notice'>[] = []
  const jobs = await openOne()
  jobs.work('notice', (job) => {
    tries.push(job)
    return job.data.alertId === 'bad' ? Promise.reject(new Error('no luck')) : Promise.resolve()
  })
  await Promise.all(['bad', 'good'].map(send))
  jobs.wake()
  await isDone('good').toEqual([{ state: 'completed' }])
  await isDone('bad').toEqual([{ state: 'retry' }])
  expect(tries.every(({ last }) => !last)).toBe(true)
  const [row] = await store.database.$queryRaw<object[]>`SELECT output->>'reason' AS reason, start_after > now() AS later FROM sluice_jobs.job WHERE data->>'alertId' = 'bad'` // prettier-ignore
  expect(row).toEqual({ reason: 'no luck', later: true })
  expect(errors).toMatchObject([{ message: 'no luck' }])
})

test('a job of a period is sent once in it, by however many servers', async () => {
  const jobs = await openOne()
  await Promise.all(Array.from({ length: 4 }, () => jobs.sendOnce('retention', { due: 'now' }, 3_600)))
  expect(await store.database.$queryRaw`SELECT count(*)::int AS n FROM sluice_jobs.job WHERE name = 'retention'`).toEqual([{ n: 1 }])
})

test('a database that goes away does not end the process, and its jobs are done when it is back', async () => {
  const jobs = await openOne()
  const done: string[] = []
  jobs.work('retention', ({ data }) => {
    done.push(data.due)
    return Promise.resolve()
  })
  await store.database.$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sluice jobs'`
  await expect.poll(() => done, { timeout: 10_000 }).toEqual(['now'])
})
