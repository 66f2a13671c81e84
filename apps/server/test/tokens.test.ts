import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type Client } from './client.ts'
import { z } from 'zod'
import { matching } from './matchers.ts'
import { testServer, type TestServer } from './server.ts'

let api: TestServer
let owner: Client
let flowId: string
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
  flowId = (await owner.post('/api/flows', { flow: emptyFlow('Runs nothing') })).id
})
afterAll(() => api[Symbol.asyncDispose]())

const madeSchema = z.object({ token: z.string(), details: z.object({ id: z.string() }) })
const namedSchema = z.object({ id: z.string().catch('') }).catch({ id: '' })

const create = async (role: string, expiresAt: string | null = null): Promise<{ token: string; id: string }> => {
  const { text } = await owner.post('/api/tokens', { name: `for ${role}`, role, expiresAt })
  const { token, details } = madeSchema.parse(JSON.parse(text))
  return { token, id: details.id }
}

/** A program: no cookie, no Origin, a token. */
async function ask(token: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(api.origin + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const parsed = JSON.parse(text) as Answer['body']
  return { status: response.status, body: parsed, id: namedSchema.parse(parsed).id, text, headers: response.headers }
}

test('a token is shown once, used without cookie and Origin, and told when it was used', async () => {
  const { token, id } = await create('viewer')
  expect(token).toMatch(/^sluice_[\w-]{43}$/)
  expect((await ask(token, 'GET', '/api/flows')).status).toBe(200)
  const listed = await owner.get('/api/tokens')
  expect(listed.body).toMatchObject({ tokens: expect.arrayContaining([expect.objectContaining({ id, role: 'viewer', lastUsedAt: matching(/^\d/) })]) as unknown }) // prettier-ignore
  const rows = await api.server.services.store.database.apiToken.findMany()
  const audit = await owner.get('/api/audit')
  expect(audit.text).toContain('token.create')
  for (const text of [listed.text, audit.text, JSON.stringify(rows), api.logged()]) expect(text).not.toContain(token)
})

test('a token does what its role may, and no more', async () => {
  const may: Record<string, readonly number[]> = { viewer: [200, 403, 403, 403], operator: [200, 200, 403, 403], editor: [200, 200, 200, 403], owner: [200, 200, 200, 200] } // prettier-ignore
  for (const [role, expected] of Object.entries(may)) {
    const { token } = await create(role)
    const answers = [
      await ask(token, 'GET', `/api/flows/${flowId}`),
      await ask(token, 'POST', `/api/flows/${flowId}/runs`, {}),
      await ask(token, 'POST', '/api/flows', { flow: emptyFlow('By token') }),
      await ask(token, 'POST', '/api/tokens', { name: 'another', role: 'viewer', expiresAt: null }),
    ]
    expect(answers.map(({ status }) => status), role).toEqual(expected) // prettier-ignore
  }
  expect((await owner.get('/api/audit')).text).toContain('for editor (API)')
})

test('sessions and passwords are of people', async () => {
  const { token } = await create('owner')
  const refusal = { status: 403, body: { error: { code: 'not-for-tokens' } } }
  expect(await ask(token, 'GET', '/api/session')).toMatchObject(refusal)
  expect(await ask(token, 'POST', '/api/sign-out')).toMatchObject(refusal)
  const password = { email: 'a@b.example', name: 'A', password: 'correct horse battery' }
  expect(await ask(token, 'POST', '/api/session/password', password)).toMatchObject(refusal)
})

test('a revoked, expired or made-up token opens nothing, also beside a good cookie', async () => {
  const { token, id } = await create('owner')
  expect((await owner.delete(`/api/tokens/${id}`)).body).toMatchObject({ revokedAt: matching(/^\d/) })
  const refusal = { status: 401, body: { error: { code: 'token-invalid' } } }
  expect(await ask(token, 'GET', '/api/flows')).toMatchObject(refusal)
  expect(await ask(token, 'GET', '/api/flows', undefined, { cookie: owner.cookie })).toMatchObject(refusal)
  const old = await create('owner', new Date(Date.now() + 60_000).toISOString())
  await api.server.services.store.database.apiToken.update({ where: { id: old.id }, data: { expiresAt: new Date(Date.now() - 1) } })
  expect(await ask(old.token, 'GET', '/api/flows')).toMatchObject(refusal)
  const good = await create('owner')
  for (const wrong of ['x', 'sluice_', `${good.token}x`, good.token.slice(0, -1), good.token.toUpperCase()])
    expect(await ask(wrong, 'GET', '/api/flows')).toMatchObject(refusal)
  const past = await owner.post('/api/tokens', { name: 'past', role: 'viewer', expiresAt: '2020-01-01T00:00:00Z' })
  expect(past).toMatchObject({ status: 400, body: { error: { code: 'token-already-expired' } } })
  expect((await owner.post('/api/tokens', { name: ' ', role: 'viewer', expiresAt: null })).status).toBe(400)
  expect((await owner.post('/api/tokens', { name: 'x', role: 'root', expiresAt: null })).status).toBe(400)
})

test('wrong tokens are slowed down, good ones from the same address are not', async () => {
  const { token } = await create('viewer')
  const wrong = `sluice_${'A'.repeat(43)}`
  const statuses: number[] = []
  for (let i = 0; i < 70; i++) statuses.push((await ask(wrong, 'GET', '/api/flows')).status)
  expect(new Set(statuses)).toEqual(new Set([401, 429]))
  expect(statuses.at(-1)).toBe(429)
  expect((await ask(token, 'GET', '/api/flows')).status).toBe(200)
})

test('a page of somebody else gains nothing by the header: other schemes need Origin and cookie, signing in needs Origin', async () => {
  const basic = await fetch(`${api.origin}/api/flows`, { method: 'POST', headers: { authorization: 'Basic eDp5', cookie: owner.cookie } })
  expect(basic.status).toBe(403)
  const { token } = await create('owner')
  const link = await ask(token, 'POST', '/api/sign-in/link', { token: 'x' })
  expect(link).toMatchObject({ status: 403, body: { error: { code: 'wrong-origin' } } })
})

test('another workspace neither lists nor revokes', async () => {
  const { id } = await create('viewer')
  const other = await api.server.services.store.database.workspace.create({ data: { name: 'Other', slug: 'other-tokens' } })
  const eve = await api.member('owner', other.id)
  expect((await eve.get('/api/tokens')).body).toEqual({ tokens: [] })
  expect((await eve.delete(`/api/tokens/${id}`)).status).toBe(404)
})

test('a request with a key starts one run, however often it is sent', async () => {
  const { token, id } = await create('operator')
  const key = { 'idempotency-key': 'order 4711' }
  const start = (body: object, headers: Record<string, string> = key) => ask(token, 'POST', `/api/flows/${flowId}/runs`, body, headers)
  const answers = await Promise.all(Array.from({ length: 6 }, () => start({})))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
  expect(new Set(answers.map((answer) => answer.id)).size).toBe(1)
  expect(answers[0]!.body).toMatchObject({ trigger: 'api', triggerRef: id, startedBy: 'for operator (API)' })
  await owner.put(`/api/flows/${flowId}`, { revision: 1, flow: emptyFlow('Changed meanwhile') })
  expect((await start({})).id).toBe(answers[0]!.id)
  const used = { status: 409, body: { error: { code: 'request-key-used', params: { run: answers[0]!.id } } } }
  expect(await start({ parameters: { a: '1' } })).toMatchObject(used)
  expect(await start({ revision: 2 })).toMatchObject(used)
  const { id: another } = await owner.post('/api/flows', { flow: emptyFlow('Another') })
  expect(await ask(token, 'POST', `/api/flows/${another}/runs`, {}, key)).toMatchObject(used)
  expect((await start({}, { 'idempotency-key': 'order 4712' })).id).not.toBe(answers[0]!.id)
  const { body } = await owner.get(`/api/runs?flow=${flowId}`)
  expect(body).toMatchObject({ total: matchingTwoMore() })
})

/** Runs of the flow: those of the roles above, and two by key. */
const matchingTwoMore = (): unknown => 3 + 2

test.each(['', ' ', 'x'.repeat(201), 'tab\there', 'é'])('%j is no key of a request', async (key) => {
  const { token } = await create('operator')
  const answer = await ask(token, 'POST', `/api/flows/${flowId}/runs`, {}, { 'idempotency-key': key })
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'request-key-invalid' } } })
})

test('a person who starts a run by hand is told as such', async () => {
  expect((await owner.post(`/api/flows/${flowId}/runs`)).body).toMatchObject({ trigger: 'manual', triggerRef: null })
})
