import { emptyFlow } from '@sluice/flow'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Client } from '../../server/test/client.ts'
import { testServer, type TestServer } from '../../server/test/server.ts'
import { readConfig } from '../src/config.ts'
import { startWorker, type RunningWorker } from '../src/worker.ts'
import { ended } from './events.ts'
import { besideServer } from './worker-process.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let api: TestServer
let owner: Client
let worker: RunningWorker
let log = ''
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
  const config = readConfig({ ...besideServer(api), SLUICE_WARM_RUNS: '0' })
  worker = await startWorker(config, pino({}, { write: (line: string) => void (log += line) }))
})
afterAll(async () => {
  await worker.stop()
  await api[Symbol.asyncDispose]()
})

const until = (condition: () => unknown) => vi.waitFor(condition, { timeout: 30_000, interval: 50 })

test('a worker and a server of an old program take and fire nothing more once a newer one has migrated the database', async () => {
  const { database } = api.server.services.store
  const { id: flow } = await owner.post('/api/flows', { flow: emptyFlow('Old') })
  await owner.post(`/api/flows/${flow}/publish`, { revision: 1 })
  const schedule = await owner.post(`/api/flows/${flow}/schedules`, { kind: 'interval', expression: '1s', zone: 'UTC', name: 'Every second' }) // prettier-ignore
  await until(async () => expect(await database.tick.count({ where: { scheduleId: schedule.id } })).toBeGreaterThan(0))
  const before = await owner.post(`/api/flows/${flow}/runs`)
  expect(await ended(owner, before.id)).toMatchObject({ status: 'succeeded' })

  await database.$executeRaw`INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '9999_future', now())` // prettier-ignore
  await until(() => expect(log).toContain('no more runs are taken'))
  await until(() => expect([log, api.logged()]).toEqual([expect.stringContaining('database-newer'), expect.stringContaining('database-newer')])) // prettier-ignore
  const fired = await database.tick.count()
  // The old server still answers: what it takes in waits for the new program.
  const { id } = await owner.post(`/api/flows/${flow}/runs`)
  const { createdAt } = await database.run.findUniqueOrThrow({ where: { id } })
  await until(async () => expect(await database.worker.findMany({ where: { seenAt: { gt: createdAt }, draining: true } })).toHaveLength(1))
  expect(await database.run.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'queued', attempt: 0 })
  expect(await database.tick.count()).toBe(fired)
})
