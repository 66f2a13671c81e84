import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client } from './client.ts'
import { including } from './matchers.ts'
import { testServer, type TestServer } from './server.ts'

let api: TestServer
let owner: Client
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
})
afterAll(() => api[Symbol.asyncDispose]())

const create = async (name = 'Flow'): Promise<string> => (await owner.post('/api/flows', { flow: emptyFlow(name) })).id

test('a save on a stale revision is refused with both sides', async () => {
  const id = await create()
  expect((await owner.put(`/api/flows/${id}`, { revision: 1, flow: emptyFlow('Theirs') })).body).toMatchObject({ revision: 2 })
  const answer = await owner.put(`/api/flows/${id}`, { revision: 1, flow: emptyFlow('Mine') })
  expect(answer).toMatchObject({
    status: 409,
    body: { error: { code: 'stale-revision', params: { revision: 2 }, current: { revision: 2, flow: { name: 'Theirs' } } } },
  })
  expect((await owner.get(`/api/flows/${id}`)).body).toMatchObject({ revision: 2, flow: { name: 'Theirs' } })
})

test('copies get a free name; what is deleted is gone from the list', async () => {
  const id = await create('Copied')
  expect((await owner.post(`/api/flows/${id}/duplicate`)).body).toMatchObject({ revision: 1, flow: { name: 'Copied (2)' } })
  expect((await owner.post(`/api/flows/${id}/duplicate`)).body).toMatchObject({ flow: { name: 'Copied (3)' } })
  expect((await owner.delete(`/api/flows/${id}`)).body).toEqual({ deleted: true })
  expect((await owner.get(`/api/flows/${id}`)).status).toBe(404)
  expect((await owner.delete(`/api/flows/${id}`)).status).toBe(404)
  expect(JSON.stringify((await owner.get('/api/flows')).body)).not.toContain('"Copied"')
})

test('what is exported can be imported again', async () => {
  const flow = { ...emptyFlow('Ex / "port" 流程'), parameters: [{ name: 'since', type: 'date' }] }
  const { id } = await owner.post('/api/flows', { flow })
  const file = await owner.get(`/api/flows/${id}/export`)
  expect(file.headers.get('content-disposition')).toMatch(
    /^attachment; filename="Ex \/ _port_ __\.flow\.json"; filename\*=UTF-8''Ex%20%2F%20%22port%22/,
  )
  expect((await owner.post('/api/flows/import', { text: `\uFEFF${file.text}` })).body).toMatchObject({ revision: 1, flow })
})

test.each([
  '',
  'hello',
  '[]',
  '{"sluice":1}',
  '{"sluice":99,"name":"x"}',
  '{"name":"x"}',
  '{"sluice":1,"name":"x","extra":1}',
  '{"sluice":1,"name":"x","__proto__":{}}',
])('a text that is no flow is refused with its problems: %s', async (text) => {
  const answer = await owner.post('/api/flows/import', { text })
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject({ error: { code: 'not-a-flow', problems: [{ severity: 'error' }] } })
})

test('another workspace gets the same answer as for a flow that never was', async () => {
  const id = await create('Private')
  const other = await api.server.services.store.database.workspace.create({ data: { name: 'Other' } })
  const eve = await api.member('owner', other.id)
  for (const path of [`/api/flows/${id}`, `/api/flows/${id}/export`])
    expect((await eve.get(path)).body).toEqual({ error: { code: 'not-found', params: { what: 'flow' } } })
  expect((await eve.put(`/api/flows/${id}`, { revision: 1, flow: emptyFlow('x') })).status).toBe(404)
  expect((await eve.delete(`/api/flows/${id}`)).status).toBe(404)
  expect((await eve.post(`/api/flows/${id}/duplicate`)).status).toBe(404)
  expect((await eve.post(`/api/flows/${id}/runs`)).status).toBe(404)
  expect((await eve.get('/api/flows')).body).toEqual({ flows: [] })
})

test('markup in names is text that comes back as it went in', async () => {
  const name = '<img src=x onerror=alert(1)>'
  const id = await create(name)
  const answer = await owner.get(`/api/flows/${id}`)
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(answer.body).toMatchObject({ flow: { name } })
})

test('a flow with problems does not start', async () => {
  const nodes = [{ id: 'f', type: 'clean.filter', config: {} }]
  const { id } = await owner.post('/api/flows', { flow: { ...emptyFlow('Bad'), nodes } })
  const answer = await owner.post(`/api/flows/${id}/runs`)
  expect(answer).toMatchObject({
    status: 422,
    body: { error: { code: 'flow-has-problems', problems: including({ nodeId: 'f' }) } },
  })
  expect((await owner.get('/api/runs')).body).toEqual({ runs: [], total: 0 })
})

test('secrets can be written, named and deleted, never read', async () => {
  expect((await owner.put('/api/secrets/api-key', { value: 'hunter2 canary' })).body).toMatchObject({ name: 'api-key', usedBy: [] })
  expect((await owner.get('/api/secrets')).text).not.toContain('canary')
  expect((await owner.put('/api/secrets/1bad', { value: 'x' })).status).toBe(400)
  expect((await owner.delete('/api/secrets/api-key')).body).toEqual({ deleted: true })
  expect((await owner.delete('/api/secrets/api-key')).status).toBe(404)
  expect((await owner.get('/api/audit')).text).not.toContain('canary')
  expect(api.logged()).not.toContain('canary')
})

test('settings change for the workspace', async () => {
  const settings = { zone: 'Asia/Shanghai', allowedHosts: ['127.0.0.1:4010'] }
  expect((await owner.put('/api/settings', settings)).body).toMatchObject(settings)
  expect((await owner.get('/api/settings')).body).toMatchObject(settings)
  expect((await owner.get('/api/session')).body).toMatchObject({ workspace: { zone: 'Asia/Shanghai' } })
  expect((await owner.put('/api/settings', { ...settings, zone: 'Nowhere/City' })).status).toBe(400)
})
