import { emptyFlow, type Flow } from '@sluice/flow'
import { type ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Client } from '../../server/test/client.ts'
import { testServer, type TestServer } from '../../server/test/server.ts'
import { ended, readEvents } from './events.ts'
import { slowService, type SlowService } from './slow-service.ts'
import { edge, node } from './triggered.ts'
import { besideServer, killHard, readyWorker } from './worker-process.ts'

// Leases end by the clock here, and worker processes start on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** What is promised to be the longest time until a run goes on whose worker was killed. */
const TAKEN_OVER_MS = 15_000

let api: TestServer
let owner: Client
let slow: SlowService
const workers = new Map<string, ChildProcess>()
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
  slow = await slowService()
  await owner.put('/api/settings', { zone: 'UTC', allowedHosts: [slow.host] })
  const begin = async (name: string) =>
    workers.set(name, await readyWorker({ ...besideServer(api), SLUICE_WARM_RUNS: '0', SLUICE_WORKER_NAME: name }))
  await Promise.all(['north', 'east', 'south'].map(begin))
})
afterAll(async () => {
  await Promise.all([...workers.values()].map(killHard))
  await slow[Symbol.asyncDispose]()
  await api[Symbol.asyncDispose]()
})

const waiting = (name: string): Flow => ({
  ...emptyFlow(name),
  nodes: [
    node('in', 'source.http', { url: `http://${slow.host}/${name}`, columns: [{ source: 'id', name: 'id', type: 'integer' }] }),
    node('out', 'sink.table'),
  ],
  edges: [edge('in', 'rows', 'out')],
})

/** Starts a run that says nothing until the service answers it. */
async function startSilent(name: string): Promise<string> {
  const flow = await owner.post('/api/flows', { flow: waiting(name) })
  const asked = slow.asked(name)
  const { id } = await owner.post(`/api/flows/${flow.id}/runs`)
  await asked
  return id
}

const stateOf = (id: string) => api.server.services.store.database.run.findUniqueOrThrow({ where: { id } })

// Each waits for a clock and needs no processor meanwhile: side by side they take as long as one.
test.concurrent('a run that is silent for longer than a lease stays with its worker while others look for lost runs', async () => {
  const id = await startSilent('silent')
  const first = (await stateOf(id)).leaseUntil?.getTime() ?? 0
  await vi.waitUntil(
    async () => {
      const { attempt, status, leaseUntil } = await stateOf(id)
      return attempt !== 1 || status !== 'running' || (leaseUntil?.getTime() ?? 0) - first > 10_000
    },
    { timeout: 40_000, interval: 100 },
  )
  slow.answer('[{"id":1}]', 'silent')
  expect(await ended(owner, id)).toMatchObject({ status: 'succeeded', progress: { attempt: 1, losses: 0 } })
})

test.concurrent('a run whose worker was killed is at work elsewhere within 15 seconds, by the lease as it is', async () => {
  const id = await startSilent('killed')
  const holder = workers.get((await stateOf(id)).worker ?? '')
  const again = slow.asked('killed')
  const killed = performance.now()
  await killHard(holder!)
  await again
  expect(performance.now() - killed).toBeLessThan(TAKEN_OVER_MS)
  slow.answer('[{"id":1}]', 'killed')
  expect(await ended(owner, id)).toMatchObject({ status: 'succeeded', progress: { attempt: 2, losses: 1 } })
})

test.concurrent('where no worker is left, the server tells that a run is with nobody', async () => {
  await using server = await testServer()
  const { store } = server.server.services
  const client = await server.owner()
  const flow = await client.post('/api/flows', { flow: emptyFlow('Left') })
  const { id } = await client.post(`/api/flows/${flow.id}/runs`)
  // A worker that takes a run and is heard of no more.
  expect(await store.queue.claim('gone')).toMatchObject({ runId: id })
  await store.database.run.update({ where: { id }, data: { leaseUntil: new Date(0) } })
  await readEvents(client, id, { enough: (event) => event.type === 'log' && event.code === 'attempt-lost' })
  expect((await client.get(`/api/runs/${id}`)).body).toMatchObject({ status: 'queued', progress: { attempt: 1, losses: 1 } })
})
