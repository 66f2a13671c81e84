import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client } from './client.ts'
import { testServer, type TestServer } from './server.ts'

let api: TestServer
let owner: Client
let service: Server
let host: string
let asked = 0
beforeAll(async () => {
  api = await testServer({ engines: 1 })
  owner = await api.owner()
  service = createServer((_request, response) => {
    asked++
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify([{ id: '007', name: ` answer ${asked} ` }]))
  }).listen(0, '127.0.0.1')
  await once(service, 'listening')
  const address = service.address()
  host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})
afterAll(async () => {
  service.close()
  await api[Symbol.asyncDispose]()
})

const node = (id: string, type: string, config: object) => ({ id, type, label: '', config, position: { x: 0, y: 0 }, disabled: false })
const column = (name: string) => ({ source: name, name, type: 'text' })
const flow = () => ({
  sluice: 1,
  name: 'People',
  parameters: [],
  notes: [],
  nodes: [
    node('in', 'source.http', { url: `http://${host}/people`, columns: [column('id'), column('name')] }),
    node('trim', 'clean.trim', { columns: ['name'] }),
  ],
  edges: [{ from: { node: 'in', port: 'rows' }, to: { node: 'trim', port: 'rows' } }],
})
const preview = async (at: string, refresh = false) =>
  (await owner.post('/api/design/preview', { flow: flow(), node: at, port: 'rows', refresh })).body

test('an address that the owner has not listed is not asked for a preview', async () => {
  const body = await preview('in')
  expect(body).toMatchObject({ rows: [], problems: [{ code: 'no-sink' }, { code: 'address-refused', nodeId: 'in' }] })
  expect(asked).toBe(0)
})

test('previews ask an API once, show how old its rows are, and ask again when somebody wants it', async () => {
  await owner.put('/api/settings', { allowedHosts: [host] })
  const first = await preview('in')
  expect(first).toMatchObject({ rows: [['007', ' answer 1 ']], total: 1 })
  expect(await preview('trim')).toMatchObject({ rows: [['007', 'answer 1']], sampledAt: first['sampledAt'] })
  expect(asked).toBe(1)
  expect(await preview('trim', true)).toMatchObject({ rows: [['007', 'answer 2']] })
  expect(await preview('in')).toMatchObject({ rows: [['007', ' answer 2 ']] })
  expect(asked).toBe(2)
})
