import { emptyFlow, type Flow } from '@sluice/flow'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServices, type Services } from '../../../examples/customer-orders/services.ts'
import { edge, eventsOf, node, ordersFlow, triggered, type Triggered } from './triggered.ts'

let t: Triggered
let systems: Services
beforeAll(async () => {
  t = await triggered()
  systems = await startServices()
  const hosts = [systems.customers.url, systems.orders.url].map((url) => new URL(url).host)
  const settings = (await t.owner.get('/api/settings')).body
  await t.owner.put('/api/settings', { ...settings, allowedHosts: hosts })
  await t.begin()
})
afterAll(async () => {
  await systems.close()
  await t[Symbol.asyncDispose]()
})

const ask = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${t.api.origin}/in/main/${path}`, init)
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  return { status: response.status, body: (isJson ? JSON.parse(text) : undefined) as unknown, text, headers: response.headers }
}
const example = (name: string): Flow => JSON.parse(readFileSync(join(import.meta.dirname, '../../../examples', name, 'flow.json'), 'utf8')) as Flow // prettier-ignore
const withAddress = (flow: Flow, values: Record<string, string>): Flow => ({
  ...flow,
  parameters: flow.parameters.map((p) => (values[p.name] === undefined ? p : { ...p, default: values[p.name] })),
})

test('two systems stand behind one address: a customer from one, an order from the other', async () => {
  const customer = await t.publish(withAddress(example('customer-endpoint'), { customers_url: systems.customers.url }))
  const order = await t.publish(withAddress(example('order-endpoint'), { orders_url: systems.orders.url }))
  const endpoint = await t.trigger(customer, { kind: 'endpoint', method: 'GET', path: 'customer/:id', timeoutSeconds: 60 })
  await t.trigger(order, { kind: 'endpoint', method: 'GET', path: 'order/:id', timeoutSeconds: 60 })

  const all = (await (await fetch(`${systems.customers.url}/customers`)).json()) as { data: { id: string; name: string }[] }
  const someone = all.data[3]!
  const found = await ask(`customer/${someone.id}`)
  expect(found).toMatchObject({ status: 200, body: { customer_id: someone.id, customer: someone.name } })
  // Where the flow reads is not for callers to say.
  expect(await ask(`customer/${someone.id}?customers_url=http://127.0.0.1:9`)).toMatchObject({ status: 200 })
  expect(await ask('order/B-7007')).toMatchObject({ status: 200, body: { order: 'B-7007' } })

  // The call is a run like any other.
  const run = (await t.owner.get(`/api/runs/${found.headers.get('sluice-run') ?? ''}`)).body
  expect(run).toMatchObject({ status: 'succeeded', trigger: 'endpoint', parameters: { id: someone.id } })
  expect((await t.owner.get(`/api/runs/${found.headers.get('sluice-run') ?? ''}/lineage`)).body).toMatchObject({
    inputs: [{ kind: 'address', name: expect.stringContaining(`${systems.customers.url}/customers`) as string, hash: null, madeBy: null }],
  })
  expect((await eventsOf(t, endpoint.id)).map(({ state }) => state)).toEqual(['done', 'done'])
  expect(await ask('customer/nobody')).toMatchObject({ status: 404, body: { error: { code: 'no-record' } } })
  expect(await ask('customer/a/b')).toMatchObject({ status: 404, body: { error: { code: 'no-such-address' } } })
})

test('values of the address fill typed parameters, and what does not fit is the caller’s mistake', async () => {
  const flow: Flow = {
    ...emptyFlow('Echo'),
    parameters: [
      { name: 'id', type: 'integer' },
      { name: 'day', type: 'date', default: '2026-01-01' },
    ],
    nodes: [
      node('in', 'source.webhook', { request: [{ from: 'path', key: 'id', name: 'id', type: 'integer', sample: '1' }] }),
      node('day', 'map.add-column', { columns: [{ name: 'day', expression: "param('day')" }] }),
      node('out', 'sink.response', { shape: 'one', status: 201 }),
    ],
    edges: [edge('in', 'rows', 'day'), edge('day', 'rows', 'out')],
  }
  await t.trigger(await t.publish(flow), { kind: 'endpoint', method: 'GET', path: 'echo/:id', query: ['day'], timeoutSeconds: 60 })
  expect(await ask('echo/9007199254740993?day=2026-02-03')).toMatchObject({
    status: 201,
    text: '{"id":9007199254740993,"day":"2026-02-03"}',
  })
  expect(await ask('echo/x')).toMatchObject({ status: 400, body: { error: { code: 'parameter-wrong-type', params: { name: 'id', type: 'integer' } } } }) // prettier-ignore
  expect(await ask('echo/1?day=tomorrow')).toMatchObject({ status: 400, body: { error: { code: 'parameter-wrong-type' } } })
  expect(await ask('echo/1?day=2026-01-01&day=2026-01-02')).toMatchObject({ status: 400, body: { error: { code: 'parameter-repeated' } } })
  expect(await ask('echo/1?__proto__=1')).toMatchObject({ status: 400, body: { error: { code: 'forbidden-key' } } })
})

test('a body is answered; what a flow rejects or fails at has a status of its own', async () => {
  const orders = ordersFlow()
  const answering = (onFailure: string): Flow => ({
    ...orders,
    nodes: orders.nodes.map((n) => {
      if (n.id === 'out') return node('out', 'sink.response')
      return n.id === 'amount' ? { ...n, config: { ...n.config, onFailure } } : n
    }),
  })
  const rejecting = await t.publish(answering('reject'))
  await t.trigger(rejecting, { kind: 'endpoint', method: 'POST', path: 'answer', timeoutSeconds: 60 })
  await t.trigger(rejecting, { kind: 'endpoint', method: 'POST', path: 'refuse', timeoutSeconds: 60, rejected: 'refuse' })
  await t.trigger(await t.publish(answering('stop')), { kind: 'endpoint', method: 'POST', path: 'stop', timeoutSeconds: 60 })
  const post = (path: string, body: unknown) =>
    ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })

  const mixed = [{ id: 'a', amount: '1.5' }, { id: 'b', amount: 'x' }] // prettier-ignore
  const answered = await post('answer?shop=s', mixed)
  expect(answered).toMatchObject({ status: 200, text: '[{"id":"a","amount":1.50,"shop":"s"}]' })
  expect(answered.headers.get('sluice-rejected-rows')).toBe('1')
  expect(await post('refuse', mixed)).toMatchObject({ status: 422, body: { error: { code: 'rows-rejected', params: { rows: 1 } } } })
  const failed = await post('stop', mixed)
  expect(failed).toMatchObject({ status: 502, body: { error: { code: 'flow-failed', params: { problem: 'not-a-number' } } } })
  // The failure is not tried again behind the caller's back.
  expect((await t.owner.get(`/api/runs/${failed.headers.get('sluice-run') ?? ''}`)).body).toMatchObject({ status: 'failed' })
})

test('an endpoint that is busy, paused, unpublished or slow says so', async () => {
  const { host } = new URL(systems.orders.url)
  const slow: Flow = {
    ...emptyFlow('Slow'),
    nodes: [node('api', 'source.http', { url: `http://${host}/orders`, retries: 10, columns: [{ source: 'n', name: 'n', type: 'text' }] }), node('out', 'sink.response')], // prettier-ignore
    edges: [edge('api', 'rows', 'out')],
  }
  const flow = await t.publish(slow)
  await t.end()
  const { id } = await t.trigger(flow, { kind: 'endpoint', method: 'GET', path: 'slow', timeoutSeconds: 1, atOnce: 1 })
  const calls = await Promise.all([ask('slow'), ask('slow'), ask('slow')])
  expect(calls.map(({ status }) => status).sort()).toEqual([503, 504, 504])
  expect(calls.find(({ status }) => status === 503)?.headers.get('retry-after')).toBe('1')
  // Nobody waits any more: what has not begun never will.
  expect(await eventsOf(t, id)).toMatchObject([{ state: 'failed', problem: { code: 'endpoint-timeout' } }, { state: 'failed' }])
  await t.owner.post(`/api/triggers/${id}/pause`, { paused: true })
  expect(await ask('slow')).toMatchObject({ status: 503, body: { error: { code: 'endpoint-paused' } } })
  await t.owner.post(`/api/triggers/${id}/pause`, { paused: false })
  await t.owner.post('/api/pause', { paused: true })
  await expect.poll(async () => (await ask('slow')).body).toMatchObject({ error: { code: 'endpoint-paused' } })
  await t.owner.post('/api/pause', { paused: false })
  await t.owner.post(`/api/flows/${flow}/unpublish`)
  await expect.poll(async () => (await ask('slow')).body).toMatchObject({ error: { code: 'not-published' } })
})

test('the page of the endpoints is OpenAPI 3.1 with parameters and the schema of each answer', async () => {
  const document = (await t.owner.get('/api/endpoints/openapi.json')).body
  expect(document).toMatchObject({
    openapi: '3.1.0',
    paths: {
      '/in/main/customer/{id}': { get: { responses: { 200: { content: { 'application/json': { schema: { type: 'object', properties: { customer_id: { type: 'string' } } } } } }, 404: {} } } },
      '/in/main/echo/{id}': { get: { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }, { name: 'day', in: 'query', required: false, schema: { type: 'string', format: 'date', default: '2026-01-01' } }] } },
      '/in/main/answer': { post: { responses: { 200: { content: { 'application/json': { schema: { type: 'array', items: { properties: { amount: { type: ['number', 'null'] } } } } } } } } } },
    },
  }) // prettier-ignore
  expect(JSON.stringify(document)).not.toContain('slow')
})
