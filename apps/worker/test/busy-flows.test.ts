import { emptyFlow, type Flow } from '@sluice/flow'
import { runFolder } from '@sluice/store'
import { existsSync } from 'node:fs'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { postgresqlFixture, type PostgresqlFixture } from '../../../packages/connectors/src/postgresql/postgresql-fixture.ts'
import { type Client } from '../../server/test/client.ts'
import { testServer, type TestServer } from '../../server/test/server.ts'
import { readConfig } from '../src/config.ts'
import { startWorker, type RunningWorker } from '../src/worker.ts'
import { ended } from './events.ts'
import { slowService, type SlowService } from './slow-service.ts'

// Engine processes start here, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

let api: TestServer
let owner: Client
let slow: SlowService
let target: PostgresqlFixture
let worker: RunningWorker
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
  slow = await slowService()
  target = await postgresqlFixture()
  await owner.put('/api/settings', { zone: 'UTC', allowedHosts: [slow.host, target.host] })
  await owner.post('/api/connections', { name: 'db', type: 'postgresql', config: target.access.config, secrets: target.access.secrets })
  const environment = { DATABASE_URL: api.config.databaseUrl, SLUICE_DATA: api.config.data, SLUICE_RUN_MEMORY_MB: '768', SLUICE_RUNS: '2', SLUICE_DRAIN_SECONDS: '0' } // prettier-ignore
  worker = await startWorker(readConfig({ ...environment, SLUICE_MEMORY_MB: '4000' }), pino({ level: 'silent' }))
})
afterAll(async () => {
  await worker.stop()
  await slow[Symbol.asyncDispose]()
  await target[Symbol.asyncDispose]()
  await api[Symbol.asyncDispose]()
})

/** Rows of a service that takes its time, into a table and a file. */
function slowFlow(table: string, mode: string): Flow {
  const node = (id: string, type: string, config: Flow['nodes'][number]['config']) => ({ id, type, label: '', config, position: { x: 0, y: 0 }, disabled: false }) // prettier-ignore
  const edge = (to: string) => ({ from: { node: 'in', port: 'rows' }, to: { node: to, port: 'rows' } })
  const columns = [{ source: 'id', name: 'id', type: 'integer' }]
  return {
    ...emptyFlow(table),
    nodes: [
      node('in', 'source.http', { url: `http://${slow.host}/`, columns }),
      node('out', 'sink.postgresql', { connection: { connection: 'db' }, table, mode, createTable: true }),
      node('file', 'sink.csv', { path: 'out.csv' }),
    ],
    edges: [edge('out'), edge('file')],
  }
}
const saved = async (flow: Flow): Promise<string> => {
  const { id } = await owner.post('/api/flows', { flow })
  expect((await owner.post(`/api/flows/${id}/publish`, { revision: 1 })).status).toBe(200)
  return id
}
const read = async (id: string) => (await owner.get(`/api/runs/${id}`)).body
const staged = (): Promise<readonly unknown[][]> =>
  target.rows(`SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'sluice_stage%'`)

test('a flow that is thrown away while it runs: the run ends as usual, and nothing of it can be deleted before', async () => {
  const flow = await saved(slowFlow('thrown', 'insert'))
  const asked = slow.asked()
  const { id } = await owner.post(`/api/flows/${flow}/runs`)
  await asked
  expect((await owner.delete(`/api/flows/${flow}`)).status).toBe(200)
  expect(await read(id)).toMatchObject({ status: 'running', flowName: 'thrown' })
  expect((await owner.get('/api/trash')).body).toMatchObject({ flows: [{ id: flow, activeRuns: 1 }] })
  const refused = await owner.delete(`/api/trash/${flow}`)
  expect({ status: refused.status, body: refused.body }).toMatchObject({ status: 409, body: { error: { code: 'flow-still-runs', params: { count: 1 } } } }) // prettier-ignore
  slow.answer('[{"id":1},{"id":2}]')
  expect(await ended(owner, id)).toMatchObject({ status: 'succeeded' })
  expect(await target.rows('SELECT id::int FROM thrown ORDER BY id')).toEqual([[1], [2]])

  expect((await owner.delete(`/api/trash/${flow}`)).body).toMatchObject({ runs: 1 })
  expect((await owner.get(`/api/runs/${id}`)).status).toBe(404)
  expect(existsSync(runFolder(api.config.data, id))).toBe(false)
  // What it wrote elsewhere stays.
  expect(await target.rows('SELECT count(*)::int FROM thrown')).toEqual([[2]])
  expect(await staged()).toEqual([])
})

test('whoever wants a flow gone at once cancels its run first: nothing of both is left', async () => {
  const flow = await saved(slowFlow('cancelled', 'insert'))
  const asked = slow.asked()
  const { id } = await owner.post(`/api/flows/${flow}/runs`)
  await asked
  await owner.delete(`/api/flows/${flow}`)
  await owner.post(`/api/runs/${id}/cancel`)
  expect(await ended(owner, id)).toMatchObject({ status: 'cancelled' })
  expect((await owner.delete(`/api/trash/${flow}`)).status).toBe(200)
  expect(existsSync(runFolder(api.config.data, id))).toBe(false)
  expect(await target.rows(`SELECT to_regclass('cancelled')::text`)).toEqual([[null]])
  expect(await staged()).toEqual([])
})

test('two schedules of a flow that replaces a table: their runs go one after the other, and the later one is what stays', async () => {
  const flow = await saved(slowFlow('fought', 'replace'))
  const yearly = { kind: 'cron', expression: '0 0 1 1 *', zone: 'UTC' }
  const schedules = await Promise.all(['One', 'Two'].map((name) => owner.post(`/api/flows/${flow}/schedules`, { ...yearly, name })))
  const asked = slow.asked()
  expect(schedules.map(({ status }) => status)).toEqual([200, 200])
  const first = (await owner.post(`/api/schedules/${schedules[0]?.id}/run`)).id
  await asked
  const second = (await owner.post(`/api/schedules/${schedules[1]?.id}/run`)).id
  // There is room for it: a run of another flow goes first.
  const other = (await owner.post(`/api/flows/${await saved(emptyFlow('Other'))}/runs`)).id
  await ended(owner, other)
  expect(await read(second)).toMatchObject({ status: 'queued', waitsFor: { code: 'flow-alone', run: first } })
  const askedAgain = slow.asked()
  slow.answer('[{"id":1},{"id":2}]')
  expect(await ended(owner, first)).toMatchObject({ status: 'succeeded' })
  await askedAgain
  slow.answer('[{"id":3}]')
  expect(await ended(owner, second)).toMatchObject({ status: 'succeeded' })
  expect(await target.rows('SELECT id::int FROM fought')).toEqual([[3]])
})
