import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testServer, type TestServer } from './server.ts'

let api: TestServer
beforeEach(async () => {
  api = await testServer()
})
afterEach(() => api[Symbol.asyncDispose]())

const good = { email: 'Ada@Example.test', name: 'Ada', password: 'violet tram under seven hills' }

test('of eight uses of a link at once exactly one gets in', async () => {
  const token = await api.link()
  const statuses = await Promise.all(
    Array.from({ length: 8 }, async () => (await api.stranger().post('/api/sign-in/link', { token })).status),
  )
  expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  expect(statuses.filter((status) => status === 401)).toHaveLength(7)
})

test('a link works for fifteen minutes, and a newer one replaces it', async () => {
  const old = await api.link()
  const token = await api.link()
  expect((await api.stranger().post('/api/sign-in/link', { token: old })).body).toEqual({ error: { code: 'link-invalid' } })
  const { database } = api.server.services.store
  const [row] = await database.verification.findMany()
  expect(row!.expiresAt.getTime() - Date.now()).toBeGreaterThan(14 * 60_000)
  expect(row!.expiresAt.getTime() - Date.now()).toBeLessThan(15 * 60_000 + 1)
  expect(JSON.stringify(row)).not.toContain(token)
  await database.verification.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } })
  expect((await api.stranger().post('/api/sign-in/link', { token })).status).toBe(401)
})

test('the session cookie is HttpOnly and SameSite, and is worth nothing after signing out', async () => {
  const client = api.stranger()
  const { headers } = await client.post('/api/sign-in/link', { token: await api.link() })
  expect(headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Strict/)
  const stolen = client.cookie
  expect((await client.get('/api/session')).status).toBe(200)
  expect((await client.post('/api/sign-out')).body).toEqual({ signedOut: true })
  client.cookie = stolen
  expect((await client.get('/api/session')).status).toBe(401)
})

test('setting a password ends the other sessions; then the email signs in', async () => {
  const one = await api.owner()
  const two = await api.owner()
  expect((await one.post('/api/session/password', good)).body).toMatchObject({
    user: { name: 'Ada', email: 'ada@example.test', hasPassword: true },
  })
  expect((await two.get('/api/session')).status).toBe(401)
  expect((await one.get('/api/session')).body).toMatchObject({ needsCurrentPassword: true })

  const client = api.stranger()
  expect((await client.post('/api/sign-in/password', { email: good.email, password: good.password })).body).toMatchObject({
    user: { hasPassword: true },
  })
  const changed = { ...good, password: 'another tram over nine lakes' }
  expect((await client.post('/api/session/password', changed)).body).toEqual({ error: { code: 'password-wrong' } })
  expect((await client.post('/api/session/password', { ...changed, current: good.password })).status).toBe(200)
  expect((await one.get('/api/session')).status).toBe(401)
  const stored = await api.server.services.store.database.account.findFirstOrThrow()
  expect(stored.password).toMatch(/^\$argon2id\$/)
})

test('a link resets a lost password and does not delete it by being used', async () => {
  await (await api.owner()).post('/api/session/password', good)
  const client = await api.owner()
  expect((await client.get('/api/session')).body).toMatchObject({ user: { hasPassword: true }, needsCurrentPassword: false })
  expect((await api.stranger().post('/api/sign-in/password', { email: good.email, password: good.password })).status).toBe(200)
  expect((await client.post('/api/session/password', { ...good, password: 'found again beneath the oak' })).status).toBe(200)
})

test('passwords that attackers try first are refused', async () => {
  const client = await api.owner()
  const first = [
    'passwordpassword',
    'P4ssw0rd!2024',
    'Pa$$w0rd-1234',
    'qwertyuiop123',
    'abcabcabcabcabc',
    '111111111111',
    'letmein-letmein',
  ]
  for (const password of [...first, 'ada@example.test!']) {
    const { body } = await client.post('/api/session/password', { ...good, password })
    expect(body.error?.['code'], password).toMatch(/^password-/)
  }
})

test('null, lists and short passwords are no passwords', async () => {
  const client = await api.owner()
  for (const password of [null, ['a', 'b'], { length: 20 }, 'short', 12345678901234]) {
    expect((await client.post('/api/session/password', { ...good, password })).status).toBe(400)
    expect((await api.stranger().post('/api/sign-in/password', { email: good.email, password })).status).not.toBe(200)
  }
})

test('guessing is slowed down per account and address, whatever address the client claims', async () => {
  await (await api.owner()).post('/api/session/password', good)
  const attempt = async (password: string, i: number) =>
    (
      await api.stranger().send('POST', '/api/sign-in/password', {
        headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.0.0.${i}`, 'x-sluice-address': `10.0.0.${i}` },
        body: JSON.stringify({ email: good.email, password }),
      })
    ).status
  const statuses: number[] = []
  for (let i = 0; i < 12; i++) statuses.push(await attempt('wrong wrong wrong', i))
  expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429])
  expect(await attempt(good.password, 99)).toBe(429)
  // The owner is not locked out: a link always works.
  expect((await (await api.owner()).get('/api/session')).status).toBe(200)
})

test('an idle session ends, and so does an old one', async () => {
  const client = await api.owner()
  const { database } = api.server.services.store
  await database.session.updateMany({ data: { createdAt: new Date(Date.now() - 15 * 24 * 3_600_000) } })
  expect((await client.get('/api/session')).status).toBe(401)
  const other = await api.owner()
  await database.session.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } })
  expect((await other.get('/api/session')).status).toBe(401)
})

test('neither tokens nor passwords reach the log', async () => {
  const token = await api.link()
  const client = api.stranger()
  await client.post('/api/sign-in/link', { token })
  await client.post('/api/session/password', good)
  expect(api.logged()).toContain('/api/sign-in/link')
  for (const secret of [token, good.password, client.cookie]) expect(api.logged()).not.toContain(secret)
})

test('the examples speak the language of the browser that signs in first', async () => {
  const { store } = api.server.services
  const { workspaceId } = await store.ensureOwner()
  const examplesFolder = join(import.meta.dirname, '../../../examples')
  await store.seedExamples(workspaceId, { dataFolder: api.config.data, examplesFolder, parameters: {}, allowedHosts: [], language: 'en' })
  const signIn = async (accepted: string) => {
    const headers = { 'content-type': 'application/json', 'accept-language': accepted }
    const client = api.stranger()
    const { status } = await client.send('POST', '/api/sign-in/link', { headers, body: JSON.stringify({ token: await api.link() }) })
    expect(status).toBe(200)
    return (await client.get('/api/flows')).text
  }
  expect(await signIn('fr, zh-CN;q=0.8, en;q=0.5')).toContain('合并 CRM 与 ERP 客户')
  expect(await signIn('en')).toContain('合并 CRM 与 ERP 客户')
})
