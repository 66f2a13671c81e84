import { emptyFlow, type Flow } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client } from './client.ts'
import { including, matching } from './matchers.ts'
import { testServer, type TestServer } from './server.ts'

let api: TestServer
let owner: Client
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
})
afterAll(() => api[Symbol.asyncDispose]())

const rows = { columns: ['a'], rows: [['1']] }
const flowOf = (name: string, more: Partial<Flow> = {}): unknown => ({
  ...emptyFlow(name),
  nodes: [
    { id: 't', type: 'source.table', config: { data: rows } },
    { id: 'out', type: 'sink.csv', config: { path: 'out.csv' } },
  ],
  edges: [{ from: { node: 't', port: 'rows' }, to: { node: 'out', port: 'rows' } }],
  ...more,
})
const create = async (flow: unknown): Promise<string> => (await owner.post('/api/flows', { flow })).id

test('a published version stays what it is while the draft goes on', async () => {
  const id = await create(flowOf('First'))
  expect((await owner.get(`/api/flows/${id}`)).body).toMatchObject({ publishedRevision: null, publishedAt: null, publishedBy: null })
  expect((await owner.get(`/api/flows/${id}/published`)).body).toEqual({ error: { code: 'not-published', params: {} } })
  const published = { publishedRevision: 1, publishedAt: matching(/^20/), publishedBy: matching(/./) }
  expect((await owner.post(`/api/flows/${id}/publish`, { revision: 1 })).body).toMatchObject({ revision: 1, ...published })
  expect((await owner.put(`/api/flows/${id}`, { revision: 1, flow: flowOf('Second') })).body).toMatchObject({ revision: 2, ...published })
  expect((await owner.get(`/api/flows/${id}/published`)).body).toMatchObject({ revision: 1, flow: { name: 'First' } })
  expect((await owner.get('/api/flows')).body).toMatchObject({ flows: including({ id, revision: 2, publishedRevision: 1 }) })
  expect((await owner.post(`/api/flows/${id}/unpublish`)).body).toMatchObject({ revision: 2, publishedRevision: null, publishedBy: null })
  expect(await owner.get('/api/audit').then(({ body }) => body)).toMatchObject({
    entries: including({ action: 'flow.publish', object: id, detail: { revision: 1 } }, { action: 'flow.unpublish', object: id }),
  })
})

test('a flow that can not run is not published; neither is a version that never was', async () => {
  const id = await create({ ...emptyFlow('Bad'), nodes: [{ id: 'f', type: 'clean.filter', config: {} }] })
  const refused = await owner.post(`/api/flows/${id}/publish`, { revision: 1 })
  expect(refused).toMatchObject({ status: 422, body: { error: { code: 'flow-has-problems', problems: including({ nodeId: 'f' }) } } })
  const good = await create(flowOf('Good'))
  expect(await owner.post(`/api/flows/${good}/publish`, { revision: 7 })).toMatchObject({ status: 404 })
  expect(await owner.post(`/api/flows/${good}/publish`)).toMatchObject({ status: 400 })
  expect((await owner.get(`/api/flows/${good}`)).body).toMatchObject({ publishedRevision: null })
})

test('a parameter without a value does not keep a flow from being published', async () => {
  const id = await create(flowOf('Asks', { parameters: [{ name: 'since', type: 'date' }] }))
  expect((await owner.post(`/api/flows/${id}/publish`, { revision: 1 })).status).toBe(200)
})

test('a published version is kept however often the flow is saved', async () => {
  const id = await create(flowOf('Kept'))
  await owner.post(`/api/flows/${id}/publish`, { revision: 1 })
  const { database } = api.server.services.store
  await database.flow.updateMany({ where: { id }, data: { revision: 500 } })
  expect((await owner.put(`/api/flows/${id}`, { revision: 500, flow: flowOf('Later') })).body).toMatchObject({ revision: 501 })
  expect((await owner.get(`/api/flows/${id}/published`)).body).toMatchObject({ revision: 1, flow: { name: 'Kept' } })
})

test('a flow comes back from the trash; what was queued does not run', async () => {
  const id = await create(flowOf('Thrown'))
  const run = await owner.post(`/api/flows/${id}/runs`)
  expect((await owner.delete(`/api/flows/${id}`)).status).toBe(200)
  expect((await owner.get(`/api/runs/${run.id}`)).body).toMatchObject({ status: 'cancelled' })
  expect((await owner.post(`/api/flows/${id}/publish`, { revision: 1 })).status).toBe(404)
  expect((await owner.post(`/api/flows/${id}/restore`)).body).toMatchObject({ id, flow: { name: 'Thrown' } })
  expect((await owner.post(`/api/flows/${id}/restore`)).status).toBe(404)
})

test('a run that failed is tried again at the same, the newest or the published version, with its parameters', async () => {
  const parameter = (name: string): Flow['parameters'][number] => ({ name, type: 'date' })
  const asks = { parameters: [parameter('since')] }
  const id = await create(flowOf('Tried', asks))
  const failed = await owner.post(`/api/flows/${id}/runs`, { parameters: { since: '2026-01-01' } })
  const retry = (version: string) => owner.post(`/api/runs/${failed.id}/retry`, { version })
  expect(await retry('same')).toMatchObject({ status: 409, body: { error: { code: 'run-not-ended' } } })
  const { store } = api.server.services
  for (let claimed = await store.queue.claim('w'); claimed !== undefined; claimed = await store.queue.claim('w'))
    await claimed.writer.finish({ nodes: new Map(), rejected: [], events: [], outputs: [], problems: [], status: 'failed', durationMs: 1 })
  await owner.put(`/api/flows/${id}`, { revision: 1, flow: flowOf('Tried anew', asks) })
  const shown = { trigger: 'retry', status: 'queued' }
  expect((await retry('same')).body).toMatchObject({ ...shown, flowRevision: 1, published: false })
  const newest = await retry('newest')
  expect(newest.body).toMatchObject({ ...shown, flowRevision: 2, published: false })
  const read = (await owner.get(`/api/runs/${newest.id}`)).body
  expect(read).toMatchObject({ flow: { name: 'Tried anew' }, parameters: { since: '2026-01-01' }, progress: { parentId: failed.id } })
  expect(await retry('published')).toMatchObject({ status: 409, body: { error: { code: 'not-published' } } })
  await owner.post(`/api/flows/${id}/publish`, { revision: 1 })
  expect((await retry('published')).body).toMatchObject({ ...shown, flowRevision: 1, published: true })
  // The edited version asks for more than the run was given.
  const more = { parameters: [parameter('since'), parameter('until')] }
  await owner.put(`/api/flows/${id}`, { revision: 2, flow: flowOf('Asks for more', more) })
  expect(await retry('newest')).toMatchObject({ status: 422, body: { error: { code: 'flow-has-problems' } } })
  expect(await owner.post(`/api/runs/${failed.id}/retry`, { version: 'other' })).toMatchObject({ status: 400 })
})
