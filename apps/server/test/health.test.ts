import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client } from './client.ts'
import { testServer, type TestServer } from './server.ts'

let api: TestServer
let owner: Client
let flow: string
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
  flow = (await owner.post('/api/flows', { flow: emptyFlow('Orders') })).id
})
afterAll(() => api[Symbol.asyncDispose]())

test('the health of a flow is read for a span in a zone', async () => {
  await owner.post(`/api/flows/${flow}/runs`)
  const { status, body } = await owner.get(`/api/flows/${flow}/health?span=30d&zone=Asia/Kolkata`)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    flowId: flow,
    flowName: 'Orders',
    totals: { succeeded: 0, failed: 0, medianMs: null, rowsRead: null },
    underWay: 1,
    causes: [],
    freshness: { state: 'unscheduled', lastSuccess: null },
  })
  // Days of India begin at half past six in the evening, UTC.
  expect(body['since']).toMatch(/T18:30:00\.000Z$/)
  expect(body['buckets']).toHaveLength(31)
  expect((await owner.get(`/api/flows/${flow}/health`)).body['buckets']).toHaveLength(29)
})

test.each(['span=1y', 'span=', 'zone=Mars/Olympus', 'zone=', 'since=2026-01-01'])('%s is refused', async (query) => {
  expect(await owner.get(`/api/flows/${flow}/health?${query}`)).toMatchObject({ status: 400, body: { error: { code: 'invalid-request' } } })
})

test('the flow of another workspace and one in the trash have no health to read, a viewer reads that of an own one', async () => {
  const other = await api.server.services.store.database.workspace.create({ data: { name: 'Other', slug: 'other-health' } })
  const foreign = await api.member('owner', other.id)
  expect(await foreign.get(`/api/flows/${flow}/health`)).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } })
  expect((await (await api.member('viewer')).get(`/api/flows/${flow}/health`)).status).toBe(200)
  await owner.send('DELETE', `/api/flows/${flow}`)
  expect((await owner.get(`/api/flows/${flow}/health`)).status).toBe(404)
})
