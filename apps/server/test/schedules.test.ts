import { emptyFlow, type Flow } from '@sluice/flow'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
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

const UNKNOWN = '00000000-0000-4000-8000-000000000000'
const flowOf = (more: Partial<Flow> = {}): unknown => ({
  ...emptyFlow('Nightly'),
  nodes: [
    { id: 't', type: 'source.table', config: { data: { columns: ['a'], rows: [['1']] } } },
    { id: 'out', type: 'sink.csv', config: { path: 'out.csv' } },
  ],
  edges: [{ from: { node: 't', port: 'rows' }, to: { node: 'out', port: 'rows' } }],
  ...more,
})
async function publishedFlow(more: Partial<Flow> = {}): Promise<string> {
  const { id } = await owner.post('/api/flows', { flow: flowOf(more) })
  await owner.post(`/api/flows/${id}/publish`, { revision: 1 })
  return id
}
const input = { name: 'Daily', kind: 'cron', expression: '30 2 * * *', zone: 'Europe/Berlin' }
const timing = { kind: 'cron', expression: '30 2 * * *', zone: 'Europe/Berlin' }

test('a schedule is made, read, changed, paused, run and deleted; each step is audited', async () => {
  const flow = await publishedFlow()
  const made = await owner.post(`/api/flows/${flow}/schedules`, input)
  expect(made).toMatchObject({
    status: 200,
    body: { ...input, flowId: flow, flowPublished: 1, overlap: 'skip', missed: 'once', paused: false },
  })
  const { id } = made
  expect((await owner.get(`/api/schedules?flow=${flow}`)).body).toMatchObject({ schedules: [{ id }] })
  expect((await owner.get(`/api/flows/${flow}/health`)).body).toMatchObject({
    freshness: { state: 'fresh', nextDue: made.body['nextDue'] },
  })
  const changed = await owner.put(`/api/schedules/${id}`, { ...input, overlap: 'queue', name: 'Renamed' })
  expect(changed.body).toMatchObject({ name: 'Renamed', overlap: 'queue', nextDue: made.body['nextDue'] })
  expect((await owner.post(`/api/schedules/${id}/pause`, { paused: true })).body).toMatchObject({ paused: true })
  const run = await owner.post(`/api/schedules/${id}/run`)
  expect(run.body).toMatchObject({ trigger: 'manual', triggerRef: id, published: true, status: 'queued' })
  expect((await owner.get(`/api/schedules/${id}/ticks`)).body).toMatchObject({
    total: 1,
    ticks: [{ series: 'manual', run: { id: run.id } }],
  })
  expect((await owner.get(`/api/schedules/${id}/ticks?series=regular`)).body).toEqual({ total: 0, ticks: [] })
  expect((await owner.delete(`/api/schedules/${id}`)).body).toEqual({ deleted: true })
  expect((await owner.get(`/api/schedules/${id}`)).status).toBe(404)
  expect((await owner.get(`/api/runs/${run.id}`)).status).toBe(200)
  const { body } = await owner.get('/api/audit')
  const actions = ['schedule.create', 'schedule.save', 'schedule.pause', 'schedule.run', 'schedule.delete']
  expect(body).toMatchObject({ entries: including(...actions.map((action) => ({ action, object: id }))) })
})

test('the server fires schedules by itself', async () => {
  const flow = await publishedFlow({ parameters: [{ name: 'day', type: 'date' }] })
  const { id } = await owner.post(`/api/flows/${flow}/schedules`, {
    ...input,
    kind: 'interval',
    expression: '1s',
    parameters: { day: '{{due_date}}' },
  })
  await vi.waitFor(async () => expect((await owner.get(`/api/runs?flow=${flow}`)).body).toMatchObject({ runs: [{ trigger: 'schedule', triggerRef: id, published: true }] }), { timeout: 10_000 }) // prettier-ignore
  await owner.delete(`/api/schedules/${id}`)
})

test.each([
  [{ expression: '0 0 30 2 *' }, 'cron-never'],
  [{ expression: '* * *' }, 'cron-field-count'],
  [{ expression: '0 25 * * *' }, 'cron-out-of-range'],
  [{ zone: 'Europe/Atlantis' }, 'unknown-zone'],
  [{ kind: 'interval', expression: '0.2s' }, 'interval-too-short'],
  [{ startsAt: '2031-01-02T00:00:00Z', endsAt: '2031-01-01T00:00:00Z' }, 'ends-before-start'],
  [{ endsAt: '2020-01-01T00:00:00Z' }, 'schedule-over'],
  [{ parameters: { since: '{{yesterday}}' } }, 'unknown-due-name'],
  [{ parameters: { since: 'soon' } }, 'parameter-wrong-type'],
  [{ parameters: { until: '2026-01-01' } }, 'unknown-parameter'],
  [{ parameters: {} }, 'parameter-missing'],
])('a schedule with %j is refused as %s, and its preview says so', async (change, code) => {
  const flow = await publishedFlow({ parameters: [{ name: 'since', type: 'date' }] })
  const parameters = { since: '{{due_date}}' }
  const refused = await owner.post(`/api/flows/${flow}/schedules`, { ...input, parameters, ...change })
  expect(refused).toMatchObject({ status: 422, body: { error: { code: 'schedule-invalid', problems: including({ code }) } } })
  const previewed = await owner.post(`/api/flows/${flow}/schedules/preview`, { ...timing, parameters, ...change })
  expect(previewed.body).toMatchObject({ problems: including({ code, severity: 'error' }) })
  expect((await owner.get(`/api/schedules?flow=${flow}`)).body).toEqual({ schedules: [] })
  const { id } = await owner.post(`/api/flows/${flow}/schedules`, { ...input, parameters })
  expect((await owner.put(`/api/schedules/${id}`, { ...input, parameters, ...change })).status).toBe(422)
  await owner.delete(`/api/schedules/${id}`)
})

test('what breaks the contract is refused', async () => {
  const flow = await publishedFlow()
  const bad = [
    { jitterSeconds: -1 },
    { jitterSeconds: 3_601 },
    { overlap: 'both' },
    { missed: 'some' },
    { name: ' ' },
    { startsAt: 'soon' },
    { extra: 1 },
  ]
  for (const change of bad) expect((await owner.post(`/api/flows/${flow}/schedules`, { ...input, ...change })).status).toBe(400)
  expect((await owner.post(`/api/flows/${UNKNOWN}/schedules`, input)).status).toBe(404)
  expect((await owner.post(`/api/flows/${UNKNOWN}/schedules/preview`, timing)).status).toBe(404)
})

test('a preview tells the next ten due times and what may not be meant', async () => {
  const flow = (await owner.post('/api/flows', { flow: flowOf() })).id
  const { services } = api.server
  await owner.post(`/api/flows/${flow}/runs`)
  await services.store.database.run.updateMany({
    where: { flowId: flow },
    data: { status: 'succeeded', durationMs: 4_200, finishedAt: new Date() },
  })
  const preview = await owner.post(`/api/flows/${flow}/schedules/preview`, { ...timing, expression: '* * * * * *', jitterSeconds: 5 })
  expect(preview.body['next']).toHaveLength(10)
  expect(preview.body['problems']).toEqual([
    { severity: 'warning', code: 'schedule-not-published', path: ['flow'], params: {} },
    { severity: 'warning', code: 'schedule-faster-than-flow', path: ['expression'], params: { interval: 1, duration: 4.2 } },
    { severity: 'warning', code: 'jitter-longer-than-interval', path: ['jitterSeconds'], params: { interval: 1 } },
  ])
  expect((await owner.post(`/api/flows/${flow}/schedules`, input)).status).toBe(200)
})

test('run now needs a published version and parameters that fit', async () => {
  const flow = await publishedFlow({ parameters: [{ name: 'since', type: 'date' }] })
  const { id } = await owner.post(`/api/flows/${flow}/schedules`, { ...input, parameters: { since: '{{due_date}}' } })
  expect(await owner.post(`/api/schedules/${id}/run`, { parameters: { since: 'soon' } })).toMatchObject({ status: 422 })
  const run = await owner.post(`/api/schedules/${id}/run`, { parameters: { since: '2026-02-03' } })
  expect((await owner.get(`/api/runs/${run.id}`)).body).toMatchObject({ parameters: { since: '2026-02-03' } })
  await owner.post(`/api/flows/${flow}/unpublish`)
  expect(await owner.post(`/api/schedules/${id}/run`)).toMatchObject({ status: 409, body: { error: { code: 'not-published' } } })
})

test('backfills: preview, refusals, start, progress, cancel', async () => {
  const flow = await publishedFlow()
  const { id } = await owner.post(`/api/flows/${flow}/schedules`, { ...input, expression: '0 * * * *', zone: 'UTC' })
  await owner.post(`/api/schedules/${id}/pause`, { paused: true })
  const range = { since: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' }
  expect((await owner.post(`/api/schedules/${id}/backfills/preview`, range)).body).toMatchObject({ count: 25, exact: true })
  const refuse = async (change: object, code: string) =>
    expect(await owner.post(`/api/schedules/${id}/backfills`, { ...range, ...change })).toMatchObject({
      status: 422,
      body: { error: { code } },
    })
  await refuse({ since: '2016-01-01T00:00:00Z' }, 'backfill-too-large')
  await refuse({ since: '2026-01-01T23:10:00Z', until: '2026-01-01T23:20:00Z' }, 'backfill-empty')
  await refuse({ since: '2026-01-03T00:00:00Z' }, 'backfill-range')
  expect((await owner.post(`/api/schedules/${id}/backfills`, { ...range, concurrency: 99 })).status).toBe(400)
  const backfill = await owner.post(`/api/schedules/${id}/backfills`, range)
  expect(backfill.body).toMatchObject({ state: 'running', total: 25 })
  await vi.waitFor(async () => expect((await owner.get(`/api/schedules/${id}/backfills`)).body).toMatchObject({ backfills: [{ running: 1, waiting: 24 }] }), { timeout: 10_000 }) // prettier-ignore
  expect((await owner.post(`/api/backfills/${backfill.id}/cancel`)).body).toMatchObject({ state: 'cancelled', skipped: 24, failed: 1 })
  expect((await owner.post(`/api/backfills/${UNKNOWN}/cancel`)).status).toBe(404)
})

test('the calendar of a range, at most a month', async () => {
  const flow = await publishedFlow()
  const { id } = await owner.post(`/api/flows/${flow}/schedules`, { ...input, zone: 'UTC' })
  const often = await owner.post(`/api/flows/${flow}/schedules`, { ...input, expression: '* * * * *' })
  const answer = await owner.get('/api/schedule-fires?since=2030-01-01T00:00:00Z&until=2030-01-03T00:00:00Z')
  expect(answer.body).toMatchObject({
    schedules: including(
      { scheduleId: id, fires: ['2030-01-01T02:30:00.000Z', '2030-01-02T02:30:00.000Z'], more: false },
      { scheduleId: often.id, more: true },
    ),
  })
  expect((await owner.get('/api/schedule-fires?since=2030-01-01T00:00:00Z&until=2030-03-03T00:00:00Z')).status).toBe(422)
  await owner.delete(`/api/schedules/${often.id}`)
})

test('everything pauses and goes on; an operator may', async () => {
  const operator = await api.member('operator')
  expect((await operator.post('/api/pause', { paused: true })).body).toEqual({ paused: true })
  expect((await owner.get('/api/settings')).body).toMatchObject({ paused: true })
  expect((await operator.post('/api/pause', { paused: false })).body).toEqual({ paused: false })
})
