import { emptyFlow } from '@sluice/flow'
import { createHmac } from 'node:crypto'
import { existsSync, mkdirSync, utimesSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeScratch } from '../src/background/scratch.ts'
import { type Client } from './client.ts'
import { testServer, type TestServer } from './server.ts'

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

let api: TestServer
let owner: Client
let flow: string
let status = 204
const received: Received[] = []
const receiver = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8').on('data', (part: string) => (text += part))
  request.on('end', () => {
    received.push({ headers: request.headers, text })
    response.writeHead(status).end()
  })
})

beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
  flow = (await owner.post('/api/flows', { flow: emptyFlow('Nightly') })).id
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await new Promise((resolve) => receiver.close(resolve))
  await api[Symbol.asyncDispose]()
})

/** Boundary: a server that listens on a port has such an address. */
const host = (): string => `127.0.0.1:${(receiver.address() as AddressInfo).port}`
const end = async (outcome: 'succeeded' | 'failed'): Promise<void> => {
  const { store } = api.server.services
  const { workspaceId } = await store.ensureOwner()
  await store.inWorkspace(workspaceId, 'Ada').runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })
  const problems = outcome === 'failed' ? [{ severity: 'error' as const, code: 'no-space' }] : []
  await (await store.queue.claim('w'))!.writer.finish({ nodes: new Map(), rejected: [], events: [], outputs: [], status: outcome, durationMs: 1_500, problems }) // prettier-ignore
}
const rule = (change: object = {}) => ({
  name: 'Told at night',
  condition: { kind: 'failed' },
  webhook: `http://${host()}/hook?key=s3cr3t`,
  ...change,
})
const alerts = async () => (await owner.get('/api/alerts')).body

test('somebody is told that a flow fails, signed and once, and told again when it has recovered', async () => {
  const made = await owner.post('/api/alert-rules', rule())
  const { rule: saved, secret } = made.body as unknown as { rule: { id: string }; secret: string }
  expect(made.body).toMatchObject({ rule: { name: 'Told at night', target: host(), open: 0 } })
  expect((await owner.get('/api/alert-rules')).text).not.toMatch(/s3cr3t|slc_/)

  const refused = await owner.post(`/api/alert-rules/${saved.id}/try`)
  expect(refused.body).toMatchObject({ delivered: false, problem: { code: 'address-refused' } })
  await owner.put('/api/settings', { allowedHosts: [host()] })
  expect((await owner.post(`/api/alert-rules/${saved.id}/try`)).body).toEqual({ delivered: true, problem: null })
  expect(JSON.parse(received.splice(0)[0]!.text)).toMatchObject({ event: 'alert.test', rule: { name: 'Told at night' } })

  await end('failed')
  await end('failed')
  await expect.poll(() => received.length, { timeout: 15_000 }).toBe(1)
  await expect
    .poll(alerts, { timeout: 15_000 })
    .toMatchObject({ open: 1, alerts: [{ state: 'open', count: 2, flowName: 'Nightly', toldProblem: null }] })
  await end('succeeded')
  await expect.poll(() => received.length, { timeout: 15_000 }).toBe(2)
  expect(received.map(({ text }) => JSON.parse(text) as unknown)).toMatchObject([
    { event: 'alert.opened', flow: { name: 'Nightly' }, alert: { detail: { code: 'no-space' } }, url: `${api.server.services.origin}/alerts` }, // prettier-ignore
    { event: 'alert.recovered', flow: { name: 'Nightly' }, alert: { count: 2 } },
  ])
  for (const { headers, text } of received) {
    const [, seconds, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['sluice-signature']))!
    expect(signature).toBe(createHmac('sha256', secret).update(`${seconds}.${text}`).digest('hex'))
    expect(headers['sluice-event-id']).toMatch(/^[0-9a-f-]{36}$/)
  }
  expect(api.logged()).not.toContain('s3cr3t')
  expect((await owner.delete(`/api/alert-rules/${saved.id}`)).body).toEqual({ deleted: true })
})

test('a notice that is not taken is kept for another try, and the alert says why', async () => {
  status = 503
  const made = await owner.post('/api/alert-rules', rule())
  await end('failed')
  await expect
    .poll(alerts, { timeout: 15_000 })
    .toMatchObject({ alerts: [{ toldAt: null, toldProblem: { code: 'http-status', params: { status: 503 } } }] })
  const states = () =>
    api.server.services.store.database.$queryRaw`SELECT state::text FROM sluice_jobs.job WHERE name = 'notice' AND state <> 'completed'`
  await expect.poll(states, { timeout: 15_000 }).toEqual([{ state: 'retry' }])
  expect((await owner.post(`/api/alert-rules/${(made.body as unknown as { rule: { id: string } }).rule.id}/try`)).body).toMatchObject({
    delivered: false,
    problem: { code: 'http-status' },
  })
  status = 204
})

test.each([
  ['an address that is none', { webhook: 'not an address' }],
  ['another protocol', { webhook: 'file:///etc/passwd' }],
  ['a condition without a limit', { condition: { kind: 'rejected' } }],
  ['an unknown condition', { condition: { kind: 'mood' } }],
  ['no name', { name: ' ' }],
  ['an unknown key', { colour: 'red' }],
])('a rule with %s is refused', async (_what, change) => {
  expect(await owner.post('/api/alert-rules', rule(change))).toMatchObject({ status: 400, body: { error: { code: 'invalid-request' } } })
})

test('a rule of a flow that is not there, and a test of one that tells nobody, are refused', async () => {
  expect((await owner.post('/api/alert-rules', rule({ flowId: crypto.randomUUID() }))).status).toBe(404)
  const silent = (await owner.post('/api/alert-rules', rule({ webhook: null }))).body as unknown as { rule: { id: string }; secret: null }
  expect(silent).toMatchObject({ rule: { target: null }, secret: null })
  expect(await owner.post(`/api/alert-rules/${silent.rule.id}/try`)).toMatchObject({
    status: 422,
    body: { error: { code: 'alert-rule-tells-nobody' } },
  })
})

test('the settings that are given change, the others stay; limits are kept to', async () => {
  const before = (await owner.get('/api/settings')).body
  expect((await owner.put('/api/settings', { retentionDays: 7 })).body).toEqual({ ...before, retentionDays: 7 })
  for (const wrong of [{ retentionDays: 0 }, { outputsMb: -1 }, { runsAtOnce: 0 }, { paused: 'yes' }, { quota: 1 }])
    expect((await owner.put('/api/settings', wrong)).status).toBe(400)
  expect((await owner.get('/api/settings')).body).toEqual({ ...before, retentionDays: 7 })
})

test('operations tell of workers, queue and room', async () => {
  await api.server.services.store.queue.workers.enter({ id: 'north', host: 'n', pid: 1, version: '1', runs: 2, memoryMb: 4_000, documentVersion: 1 }) // prettier-ignore
  expect((await owner.get('/api/operations')).body).toMatchObject({
    workers: [{ id: 'north', busy: 0, draining: false }],
    queued: 0,
    outputs: { full: false },
  })
})

test('metrics are for this machine, and not for what a proxy passes on or a page with our address reads', async () => {
  const text = (await api.stranger().get('/metrics')).text
  expect(text).toContain('sluice_database_up 1')
  expect(text).toContain('sluice_workers{taking="true"} 1')
  expect(text).toMatch(/sluice_runs_ended_total\{status="failed"\} [1-9]/)
  expect(text).toMatch(/sluice_run_duration_seconds_bucket\{le="5",status="succeeded"\} 1/)
  for (const name of [
    'sluice_queue_oldest_waiting_seconds',
    'sluice_schedule_late_seconds',
    'sluice_rows_rejected_total',
    'sluice_node_retries_total',
    'sluice_live_streams',
    'nodejs_eventloop_lag_seconds',
  ])
    // prettier-ignore
    expect(text).toContain(`\n${name}`)
  for (const [name, value] of [
    ['x-forwarded-for', '203.0.113.7'],
    ['forwarded', 'for=203.0.113.7'],
    ['via', '1.1 proxy'],
  ] as const)
    expect(await api.stranger().send('GET', '/metrics', { headers: { [name]: value } })).toMatchObject({
      status: 403,
      body: { error: { code: 'metrics-refused' } },
    })
})

test('with a token the metrics are for whoever has it', async () => {
  await using guarded = await testServer({ metricsToken: 'prometheus' })
  const read = (authorization?: string) =>
    guarded.stranger().send('GET', '/metrics', { headers: authorization === undefined ? {} : { authorization } })
  for (const wrong of [undefined, '', 'Bearer prometheu', 'prometheus']) expect((await read(wrong)).status).toBe(401)
  expect((await read('Bearer prometheus')).status).toBe(200)
})

test('scratch that a killed server left goes, that of another server stays', async () => {
  const [left, fresh, other] = ['design-left', 'design-fresh', 'run-1'].map((name) => join(api.config.data, 'work', name))
  for (const folder of [left!, fresh!, other!]) mkdirSync(folder, { recursive: true })
  for (const folder of [left!, other!]) utimesSync(folder, new Date(0), new Date(0))
  await removeScratch(api.config.data)
  expect([left!, fresh!, other!].map((folder) => existsSync(folder))).toEqual([false, true, true])
})
