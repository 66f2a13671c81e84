import { emptyFlow, type Flow } from '@sluice/flow'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { type Client } from '../../server/test/client.ts'
import { testServer, type TestServer } from '../../server/test/server.ts'
import { ended } from './events.ts'
import { slowService, type SlowService } from './slow-service.ts'
import { edge, node } from './triggered.ts'
import { besideServer, killHard, readyWorker } from './worker-process.ts'

// Four worker processes start one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

let api: TestServer
let owner: Client
let slow: SlowService
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
  slow = await slowService()
  await owner.put('/api/settings', { zone: 'UTC', allowedHosts: [slow.host] })
})
afterAll(async () => {
  await slow[Symbol.asyncDispose]()
  await api[Symbol.asyncDispose]()
})

const reading = (path: string): Flow => ({
  ...emptyFlow(path),
  nodes: [
    node('in', 'source.http', { url: `http://${slow.host}/${path}`, columns: [{ source: 'id', name: 'id', type: 'integer' }] }),
    node('out', 'sink.table'),
  ],
  edges: [edge('in', 'rows', 'out')],
})

async function startRun(path: string): Promise<string> {
  const flow = await owner.post('/api/flows', { flow: reading(path) })
  return (await owner.post(`/api/flows/${flow.id}/runs`)).id
}

/** A worker as the start command begins one after the other. */
async function nextWorker() {
  const child = await readyWorker({ ...besideServer(api), SLUICE_WARM_RUNS: '0' })
  onTestFinished(() => killHard(child))
  return child
}

test('a run that kills every worker that takes it ends after three of them, and the run behind it is done once', async () => {
  // Whoever reads the poison dies of it, by the hand of this test.
  const poison = await startRun('poison')
  const other = await startRun('other')
  const otherAsked = slow.asked('other').then(() => slow.answer('[{"id":1}]', 'other'))
  for (let kill = 1; kill <= 3; kill++) {
    const drunk = slow.asked('poison')
    const worker = await nextWorker()
    await drunk
    await killHard(worker)
    await api.server.services.store.database.run.update({ where: { id: poison }, data: { leaseUntil: new Date(0) } })
  }
  await nextWorker()
  expect(await ended(owner, poison)).toMatchObject({
    status: 'failed',
    progress: { attempt: 3, losses: 3 },
    problems: [{ code: 'worker-lost', params: { losses: 3 } }],
    outputs: [],
  })
  await otherAsked
  const done = await ended(owner, other)
  expect(done).toMatchObject({ status: 'succeeded', progress: { attempt: 1, losses: 0 }, outputs: [{ node: 'out', rows: 1 }] })
})
