import { routes, type Route } from '@sluice/contract'
import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../src/app.ts'
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

const all = Object.values<Route>(routes)
const UNKNOWN = '00000000-0000-4000-8000-000000000000'
const addressOf = (route: Route): string => route.path.replaceAll(/\{(\w+)\}/g, (_all, name) => (name === 'name' ? 'a' : UNKNOWN))

test('every route of the contract is mounted', () => {
  expect([...createApp(api.server.services).mounted].sort()).toEqual(Object.keys(routes).sort())
})

describe('without a session nothing answers but health and signing in', () => {
  test.each(all.filter(({ ability }) => ability !== 'public'))('$method $path', async (route) => {
    const answer = await api.stranger().send(route.method.toUpperCase(), addressOf(route))
    expect(answer.status).toBe(401)
    expect(answer.body).toEqual({ error: { code: 'signed-out' } })
  })
})

test('each role may do what the table says, on every route', async () => {
  const table: Record<string, readonly string[]> = {
    owner: ['read', 'edit', 'run', 'administer'],
    editor: ['read', 'edit', 'run'],
    operator: ['read', 'run'],
    viewer: ['read'],
    stranger: [],
  }
  for (const [role, abilities] of Object.entries(table)) {
    const client = await api.member(role)
    for (const route of all.filter(({ ability, name }) => ability !== 'public' && name !== 'signOut' && name !== 'setPassword')) {
      const { status } = await client.send(route.method.toUpperCase(), addressOf(route))
      expect(status === 403, `${role} ${route.name}: ${status}`).toBe(!abilities.includes(route.ability))
    }
  }
})

test('a state-changing request from elsewhere is refused', async () => {
  for (const origin of ['https://evil.example', 'null', `${api.origin}.evil.example`, `${api.origin}1`]) {
    const answer = await owner.send('POST', '/api/flows', {
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify({ flow: emptyFlow('x') }),
    })
    expect(answer.body).toEqual({ error: { code: 'wrong-origin' } })
  }
  const without = await fetch(`${api.origin}/api/sign-out`, { method: 'POST', headers: { cookie: owner.cookie } })
  expect(without.status).toBe(403)
})

test('unknown keys are refused everywhere: body, nested, query', async () => {
  const body = await owner.post('/api/flows', { flow: emptyFlow('x'), extra: 1 })
  expect(body).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid-request', problems: [{ code: 'unknown-key', path: ['body'] }] } },
  })
  const nested = await owner.post('/api/flows', { flow: { ...emptyFlow('x'), extra: 1 } })
  expect(nested).toMatchObject({ status: 400, body: { error: { problems: [{ code: 'unknown-key', path: ['body', 'flow'] }] } } })
  expect((await owner.get('/api/flows?extra=1')).status).toBe(400)
  expect((await owner.get('/api/runs?limit=5&limit=6')).status).toBe(400)
  expect((await owner.get('/api/flows/not-a-uuid')).status).toBe(400)
  expect((await owner.post(`/api/flows/${UNKNOWN}/duplicate`, { extra: 1 })).status).toBe(400)
})

test.each([
  ['{"flow":{"__proto__":{"x":1}}}', 'forbidden-key'],
  ['{"flow":{"constructor":{"prototype":{}}}}', 'forbidden-key'],
  [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'json-too-deep'],
  ['{"flow":', 'not-json'],
])('%.40s is refused as %s', async (body, code) => {
  const answer = await owner.send('POST', '/api/flows', { body, headers: { 'content-type': 'application/json' } })
  expect(answer).toMatchObject({ status: 400, body: { error: { code } } })
})

test('a body that is not JSON by its type is refused', async () => {
  const answer = await owner.send('POST', '/api/flows', { body: '{}', headers: { 'content-type': 'text/plain' } })
  expect(answer).toMatchObject({ status: 415, body: { error: { code: 'json-expected' } } })
})

test.each([
  '/api/Flows',
  '/api/flows/',
  '/api//flows',
  '/api/flows;x=1',
  '/api/flows%00',
  '/API/flows',
  '/api/auth/get-session',
  '/api/auth/sign-up/email',
  '/api/nothing',
])('no route hides behind %s', async (path) => {
  expect((await owner.get(path)).status).toBe(404)
})

test('security headers are on every answer', async () => {
  const { headers } = await api.stranger().get('/api/health')
  const csp = headers.get('content-security-policy') ?? ''
  expect(csp).toContain("frame-ancestors 'none'")
  expect(csp).not.toContain('unsafe')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('x-powered-by')).toBeNull()
})

test('the contract is served as OpenAPI, the catalogue as data', async () => {
  expect(await owner.get('/api/openapi.json')).toMatchObject({
    status: 200,
    body: { openapi: '3.1.0', paths: { '/api/flows': { get: { operationId: 'listFlows' } } } },
  })
  const { body } = await owner.get('/api/catalog')
  expect(JSON.stringify(body)).toContain('"source.csv"')
})

test('design-time answers come from the plan: columns, problems, expressions', async () => {
  const data = { columns: ['a', 'b'], rows: [['1', '2']] }
  const flow = {
    ...emptyFlow('x'),
    nodes: [
      { id: 't', type: 'source.table', config: { data } },
      { id: 'f', type: 'clean.filter', config: {} },
    ],
  }
  const columns = await owner.post('/api/design/columns', { flow })
  expect(columns.body).toMatchObject({
    ports: including({
      node: 't',
      port: 'rows',
      columns: [
        { name: 'a', type: 'text' },
        { name: 'b', type: 'text' },
      ],
    }),
  })
  expect(JSON.stringify(columns.body)).toContain('missing-input')
  const columnsOfText = [{ name: 'a', type: 'text' }]
  expect((await owner.post('/api/design/expression', { expression: "upper(a) || '!'", columns: columnsOfText })).body).toEqual({
    type: 'text',
    problems: [],
  })
  expect((await owner.post('/api/design/expression', { expression: 'nope + 1', columns: columnsOfText })).body).toMatchObject({
    problems: [{ code: 'unknown-column', params: { from: 0 } }],
  })
})

test('this process never loaded DuckDB', () => {
  const { sharedObjects } = process.report.getReport() as { sharedObjects: string[] }
  expect(sharedObjects.length).toBeGreaterThan(0)
  expect(sharedObjects.filter((file) => file.includes('duckdb'))).toEqual([])
})
