import { emptyFlow, type Flow } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, type Client } from './client.ts'
import { including } from './matchers.ts'
import { testServer, type TestServer } from './server.ts'

const CANARY = 'canary-8f3a-geheim'
let api: TestServer
let owner: Client
let editor: Client
let reach: { host: string; port: number; database: string; user: string; ssl: string }
let password: string
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
  editor = await api.member('editor')
  const url = new URL(api.config.databaseUrl)
  password = decodeURIComponent(url.password)
  reach = {
    host: url.hostname,
    port: Number(url.port),
    database: url.pathname.slice(1),
    user: decodeURIComponent(url.username),
    ssl: 'disable',
  }
})
afterAll(() => api[Symbol.asyncDispose]())

const PLACE = { host: 'db.example', port: 5432, database: 'shop', user: 'ada', ssl: 'verify-full' }
const create = (name: string, config: object = PLACE, secrets: object = { password: CANARY }): Promise<Answer> =>
  owner.post('/api/connections', { name, type: 'postgresql', config, secrets })
const naming = (config: Flow['nodes'][number]['config'], disabled = false): Flow => ({
  ...emptyFlow('Names things'),
  nodes: [{ id: 'a', type: 'source.http', label: '', config, position: { x: 0, y: 0 }, disabled }],
})
const allow = (allowedHosts: readonly string[]): Promise<Answer> => owner.put('/api/settings', { allowedHosts })

test('what is secret goes in and never comes out', async () => {
  const made = await create('written')
  expect(made).toMatchObject({
    status: 200,
    body: { name: 'written', secrets: ['password'], version: 1, config: { ...PLACE, ca: '', schema: '' } },
  })
  const listed = await editor.get('/api/connections')
  expect(listed.body).toMatchObject({ connections: including({ name: 'written', testedAt: null, usedBy: [] }) })
  const rows = await api.server.services.store.database.connection.findMany()
  const everywhere = [made.text, listed.text, (await owner.get('/api/audit')).text, JSON.stringify(rows), api.logged()].join()
  expect(everywhere).not.toContain(CANARY)
})

test('a change keeps secrets that are not sent, takes away those that are null, and is refused on a stale version', async () => {
  await create('changed')
  const access = () => api.server.services.store.inWorkspace(workspaceId, 'x').connections.access('changed')
  const { workspaceId } = await api.server.services.store.ensureOwner()
  const kept = await editor.put('/api/connections/changed', { version: 1, config: { ...PLACE, schema: 'sales' }, secrets: {} })
  expect(kept).toMatchObject({ status: 200, body: { version: 2, secrets: ['password'], config: { schema: 'sales' } } })
  expect((await access()).secrets).toEqual({ password: CANARY })
  const stale = await owner.put('/api/connections/changed', { version: 1, config: PLACE, secrets: {} })
  expect(stale).toMatchObject({ status: 409, body: { error: { code: 'stale-connection', params: { who: 'editor' } } } })
  const without = await owner.put('/api/connections/changed', { version: 2, config: PLACE, secrets: { password: null } })
  expect(without).toMatchObject({ status: 200, body: { version: 3, secrets: [] } })
  expect((await access()).secrets).toEqual({})
})

test.each([
  ['host', 'evil.example'],
  ['port', 6_543],
  ['database', 'other'],
  ['ssl', 'disable'],
  ['ca', 'another authority'],
])('with another %s the saved password goes nowhere', async (field, value) => {
  const name = `bound-${field}`
  await create(name)
  const config = { ...PLACE, [field]: value }
  const refusal = {
    status: 422,
    body: { error: { code: 'connection-destination-changed', params: { name, fields: field, secrets: 'password' } } },
  }
  expect(await editor.put(`/api/connections/${name}`, { version: 1, config, secrets: {} })).toMatchObject(refusal)
  expect(await editor.post('/api/connections/try', { name, type: 'postgresql', config, secrets: {} })).toMatchObject(refusal)
  expect(await editor.put(`/api/connections/${name}`, { version: 1, config, secrets: { password: 'new' } })).toMatchObject({ status: 200 })
})

test.each([
  ['a type that is not known', { type: 'oracle', config: {}, secrets: {} }, 422, 'connection-type-unknown'],
  ['lacking settings', { type: 'postgresql', config: { host: 'h' }, secrets: {} }, 422, 'connection-has-problems'],
  ['settings that are not known', { type: 'postgresql', config: { ...PLACE, command: 'x' }, secrets: {} }, 422, 'connection-has-problems'],
  [
    'a password among the settings',
    { type: 'postgresql', config: { ...PLACE, password: CANARY }, secrets: {} },
    422,
    'connection-has-problems',
  ],
  ['a secret that is not known', { type: 'postgresql', config: PLACE, secrets: { token: 'x' } }, 422, 'connection-has-problems'],
  ['a port out of range', { type: 'postgresql', config: { ...PLACE, port: 70_000 }, secrets: {} }, 422, 'connection-has-problems'],
  ['a secret that is no text', { type: 'postgresql', config: PLACE, secrets: { password: 7 } }, 400, 'invalid-request'],
])('%s is refused', async (_what, body, status, code) => {
  const answer = await owner.post('/api/connections', { name: 'refused', ...body })
  expect(answer).toMatchObject({ status, body: { error: { code } } })
  expect(answer.text).not.toContain(CANARY)
  expect((await owner.get('/api/connections')).text).not.toContain('refused')
})

test('names are unique and plain', async () => {
  await create('taken')
  expect(await create('taken')).toMatchObject({ status: 409, body: { error: { code: 'connection-exists' } } })
  for (const name of ['', '1st', 'a b', '../x', 'x'.repeat(65)]) expect((await create(name)).status).toBe(400)
})

test('a test goes all the way in from an engine process and is kept; internal addresses need the owner', async () => {
  await allow([])
  await create('real', reach, password === '' ? {} : { password })
  const refused = await editor.post('/api/connections/real/test')
  expect(refused).toMatchObject({
    status: 200,
    body: { problem: { code: 'database-address-refused', params: { host: reach.host, port: reach.port } } },
  })
  expect((await owner.get('/api/connections')).body).toMatchObject({
    connections: including({
      name: 'real',
      testProblem: { severity: 'error', code: 'database-address-refused', params: refusedParams(refused) },
    }),
  })
  await allow([`${reach.host}:${reach.port}`])
  const reached = await editor.post('/api/connections/real/test')
  expect(reached).toMatchObject({ status: 200, body: { problem: null, facts: { user: reach.user, encrypted: 'false' } } })
  expect((await owner.get('/api/connections')).body).toMatchObject({ connections: including({ name: 'real', testProblem: null }) })
  const changed = await owner.put('/api/connections/real', { version: 1, config: { ...reach, schema: 'public' }, secrets: {} })
  expect(changed.body).toMatchObject({ testedAt: null })
})

const refusedParams = (answer: Answer): unknown => answer.body['problem']?.['params']

test('settings that are not saved are tried with the saved password, and a wrong one is told without it', async () => {
  await allow([`${reach.host}:${reach.port}`])
  await create('tried', reach, password === '' ? {} : { password })
  const good = await editor.post('/api/connections/try', {
    name: 'tried',
    type: 'postgresql',
    config: { ...reach, schema: 'x' },
    secrets: {},
  })
  expect(good).toMatchObject({ status: 200, body: { problem: null } })
  const gone = await editor.post('/api/connections/try', {
    type: 'postgresql',
    config: { ...reach, database: 'nothing_here' },
    secrets: { password: CANARY },
  })
  expect(gone.status).toBe(200)
  expect(gone.body['problem']).not.toBeNull()
  expect(gone.text).not.toContain(CANARY)
  expect((await owner.get('/api/connections')).body).toMatchObject({ connections: including({ name: 'tried', testedAt: null }) })
})

test('where it is used is told, of the published version too; one in use is deleted only by force', async () => {
  await create('used')
  const flow = naming({ from: { connection: 'used' } })
  const { id } = await owner.post('/api/flows', { flow })
  const usedBy = async () => (await owner.get('/api/connections')).body
  expect(await usedBy()).toMatchObject({ connections: including({ name: 'used', usedBy: [{ flowId: id, flowName: 'Names things', current: true, published: false }] }) }) // prettier-ignore
  await api.server.services.store.database.flow.update({ where: { id }, data: { publishedRevision: 1 } })
  await owner.put(`/api/flows/${id}`, { revision: 1, flow: emptyFlow('Names nothing') })
  expect(await usedBy()).toMatchObject({ connections: including({ name: 'used', usedBy: [{ flowId: id, flowName: 'Names nothing', current: false, published: true }] }) }) // prettier-ignore
  const refused = await editor.delete('/api/connections/used')
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'connection-in-use', params: { flows: 'Names nothing' } } } })
  expect((await editor.delete('/api/connections/used?force=true')).body).toEqual({ deleted: true })
  expect((await editor.delete('/api/connections/used')).status).toBe(404)
})

test('a flow that names what is not there is told so while drawing and refused at the start, with node and field', async () => {
  await owner.put('/api/secrets/there', { value: 'x' })
  const config = { url: 'https://example.test/', columns: [{ source: 'a', name: 'a', type: 'text' }], auth: 'bearer' }
  const problemsOf = async (flow: Flow) => (await owner.post('/api/design/columns', { flow })).body
  const start = async (flow: Flow) => owner.post(`/api/flows/${(await owner.post('/api/flows', { flow })).id}/runs`)

  const missing = { code: 'secret-missing', nodeId: 'a', path: ['token'], params: { name: 'gone' }, severity: 'error' }
  const gone = naming({ ...config, token: { secret: 'gone' } })
  expect(await problemsOf(gone)).toMatchObject({ problems: including(missing) })
  expect(await start(gone)).toMatchObject({ status: 422, body: { error: { code: 'flow-has-problems', problems: including(missing) } } })
  const there = naming({ ...config, token: { secret: 'there' } })
  expect(JSON.stringify(await problemsOf(there))).not.toContain('secret-missing')
  const started = await start(there)
  expect(started.status).toBe(200)
  await owner.delete('/api/secrets/there')
  expect(await start(there)).toMatchObject({
    status: 422,
    body: { error: { problems: including({ code: 'secret-missing', nodeId: 'a' }) } },
  })
  const off = naming({ ...config, token: { secret: 'gone' } }, true)
  expect((await start(off)).text).not.toContain('secret-missing')
  const connection = naming({ from: { connection: 'nowhere' } })
  expect(await problemsOf(connection)).toMatchObject({
    problems: including({ code: 'connection-missing', path: ['from'], params: { name: 'nowhere' } }),
  })
})

test('another workspace sees, tests and changes nothing', async () => {
  await create('mine')
  const other = await api.server.services.store.database.workspace.create({ data: { name: 'Other', slug: 'other-connections' } })
  const eve = await api.member('owner', other.id)
  expect((await eve.get('/api/connections')).body).toEqual({ connections: [] })
  expect((await eve.post('/api/connections/mine/test')).status).toBe(404)
  expect((await eve.post('/api/connections/try', { name: 'mine', type: 'postgresql', config: PLACE, secrets: {} })).status).toBe(404)
  expect((await eve.put('/api/connections/mine', { version: 1, config: PLACE, secrets: {} })).status).toBe(404)
  expect((await eve.delete('/api/connections/mine?force=true')).status).toBe(404)
  const foreign = api.server.services.store.inWorkspace(other.id, 'Eve')
  expect(await foreign.connections.forFlow(naming({ from: { connection: 'mine' } }))).toEqual({})
})
