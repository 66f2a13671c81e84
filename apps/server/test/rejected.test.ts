import { type Flow } from '@sluice/flow'
import { type ClaimedRun } from '@sluice/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client } from './client.ts'
import { testServer, type TestServer } from './server.ts'

let api: TestServer
let owner: Client
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
})
afterAll(() => api[Symbol.asyncDispose]())

const node = (id: string, type: string, config: Flow['nodes'][number]['config']) => ({
  id,
  type,
  label: id.toUpperCase(),
  config,
  position: { x: 0, y: 0 },
  disabled: false,
})
const flow = (name: string): Flow => ({
  sluice: 1,
  name,
  parameters: [],
  notes: [],
  nodes: [
    node('people', 'source.table', { data: { columns: ['id', 'age'], rows: [['1', 'x']] } }),
    node('ages', 'clean.change-type', { changes: [{ column: 'age', type: 'integer' }] }),
    node('out', 'sink.table', {}),
  ],
  edges: [
    { from: { node: 'people', port: 'rows' }, to: { node: 'ages', port: 'rows' } },
    { from: { node: 'ages', port: 'rows' }, to: { node: 'out', port: 'rows' } },
  ],
})
const nothing = { nodes: new Map(), rejected: [], events: [] }
const reject = (id: string, age: string) => ({
  node: 'ages',
  code: 'type-mismatch',
  column: 'age',
  message: `${age} is no integer`,
  value: age,
  source: 'people',
  line: null,
  row: { id, age },
  failures: null,
})

const claim = async (): Promise<ClaimedRun> => {
  const run = await api.server.services.store.queue.claim('test')
  if (run === undefined) throw new Error('no run is queued')
  return run
}
const finish = (run: ClaimedRun, status: 'succeeded' | 'failed') =>
  run.writer.finish({ ...nothing, status, durationMs: 1, problems: [], outputs: [] })

/** A flow whose run has rejected two rows; gives the flow and the rows as the inbox shows them. */
async function rejectedTwo(name: string) {
  const { id } = await owner.post('/api/flows', { flow: flow(name) })
  await owner.post(`/api/flows/${id}/runs`, {})
  const run = await claim()
  await run.writer.write({ ...nothing, rejected: [reject('1', 'ten'), reject('2', '2O')] })
  await finish(run, 'succeeded')
  const { rows } = await api.server.services.store
    .inWorkspace(run.workspaceId, 'test')
    .rejected.list({ state: 'open', flow: id, limit: 10, offset: 0 })
  return { id, runId: run.runId, ids: rows.map((row) => row.id).reverse() }
}
const states = async (flowId: string) =>
  Object.fromEntries(
    await Promise.all(
      ['open', 'resubmitted', 'dropped'].map(
        async (state) => [state, (await owner.get(`/api/rejected?flow=${flowId}&state=${state}`)).body['total']] as const,
      ),
    ),
  )

test('rejected rows are grouped by cause, mended, and taken in again from their node', async () => {
  const { id, runId, ids } = await rejectedTwo('Ages')
  expect((await owner.get(`/api/rejected/causes?flow=${id}`)).body).toMatchObject({
    causes: [{ flowName: 'Ages', node: 'ages', nodeLabel: 'AGES', code: 'type-mismatch', column: 'age', rows: 2, assignees: [] }],
  })
  expect((await owner.put(`/api/rejected/${ids[0]}`, { row: { age: '10' } })).body).toMatchObject({
    state: 'open',
    row: { id: '1', age: 'ten' },
    fixed: { age: '10' },
  })
  const started = await owner.post('/api/rejected/replay', { ids })
  expect(started.body).toMatchObject({ status: 'queued', trigger: 'replay', flowId: id })
  expect(await states(id)).toEqual({ open: 0, resubmitted: 2, dropped: 0 })
  const run = await claim()
  expect(run.runId).toBe(started.id)
  expect(run.flow.nodes.map((n) => n.id)).toEqual(['replayed-rows', 'ages', 'out'])
  expect(run.flow.nodes[0]?.config).toMatchObject({
    data: {
      columns: ['id', 'age'],
      rows: [
        ['1', '10'],
        ['2', '2O'],
      ],
    },
  })
  await finish(run, 'succeeded')
  expect((await owner.get(`/api/runs/${run.runId}`)).body).toMatchObject({ flow: { nodes: [{ id: 'replayed-rows' }, {}, {}] } })
  expect((await owner.get(`/api/rejected?flow=${id}&state=resubmitted`)).body).toMatchObject({
    rows: [{ runId, replayId: run.runId, resolvedBy: 'Owner' }, {}],
  })
})

test('a replay that fails leaves its rows open, and they can go in again', async () => {
  const { id, ids } = await rejectedTwo('Fails')
  await owner.post('/api/rejected/replay', { ids: ids.slice(0, 1) })
  await finish(await claim(), 'failed')
  expect(await states(id)).toEqual({ open: 2, resubmitted: 0, dropped: 0 })
  await owner.post('/api/rejected/replay', { ids, version: 'same' })
  await finish(await claim(), 'succeeded')
  expect(await states(id)).toEqual({ open: 0, resubmitted: 2, dropped: 0 })
})

test('a replay that failed is tried again with its rows and nothing else, as they are mended by then', async () => {
  const { id, ids } = await rejectedTwo('Again')
  const replayed = await owner.post('/api/rejected/replay', { ids })
  await finish(await claim(), 'failed')
  await owner.put(`/api/rejected/${ids[1]}`, { row: { age: '20' } })
  const again = await owner.post(`/api/runs/${replayed.id}/retry`, { version: 'same' })
  expect(again.body, again.text).toMatchObject({ status: 'queued', trigger: 'retry', flowRevision: 1 })
  expect(await states(id)).toEqual({ open: 0, resubmitted: 2, dropped: 0 })
  const run = await claim()
  expect(run.flow.nodes.map((n) => n.id)).toEqual(['replayed-rows', 'ages', 'out'])
  expect(run.flow.nodes[0]?.config).toMatchObject({ data: { rows: [['1', 'ten'], ['2', '20']] } }) // prettier-ignore
  expect((await owner.get(`/api/runs/${run.runId}`)).body).toMatchObject({ progress: { parentId: replayed.id } })
  await finish(run, 'failed')
  expect(await states(id)).toEqual({ open: 2, resubmitted: 0, dropped: 0 })

  // At the newest version the rows go through what follows there; what fed the node stays out.
  const ages = flow('Again').nodes.map((n) => (n.id === 'ages' ? { ...n, label: 'Years' } : n))
  await owner.put(`/api/flows/${id}`, { revision: 1, flow: { ...flow('Again'), nodes: ages } })
  const newest = await owner.post(`/api/runs/${again.id}/retry`, { version: 'newest' })
  expect(newest.body, newest.text).toMatchObject({ flowRevision: 2 })
  const last = await claim()
  expect(last.flow.nodes.map((n) => [n.id, n.label])).toEqual([['replayed-rows', 'Years'], ['ages', 'Years'], ['out', 'OUT']]) // prettier-ignore
  await finish(last, 'succeeded')
  expect(await states(id)).toEqual({ open: 0, resubmitted: 2, dropped: 0 })
})

test('a replay is not tried again once some of its rows are no longer with it', async () => {
  const { id, ids } = await rejectedTwo('Left')
  const { id: replayed } = await owner.post('/api/rejected/replay', { ids })
  const first = await claim()
  await finish(first, 'failed')
  const refusal = async (version: string) => (await owner.post(`/api/runs/${replayed}/retry`, { version })).body['error']
  await owner.post('/api/rejected/replay', { ids: ids.slice(0, 1) })
  expect(await refusal('same')).toMatchObject({ code: 'replay-rows-left', params: { left: 1, rows: 2 } })
  await finish(await claim(), 'succeeded')
  await owner.post('/api/rejected/drop', { ids: ids.slice(1), reason: 'x' })
  expect(await refusal('newest')).toMatchObject({ code: 'replay-rows-left', params: { left: 0, rows: 2 } })
  expect(await states(id)).toEqual({ open: 0, resubmitted: 1, dropped: 1 })
  expect(await api.server.services.store.queue.claim('test')).toBeUndefined()
})

test('rows of a replay whose commit may still be finished stay with it', async () => {
  const { id, ids } = await rejectedTwo('Halfway')
  const { id: replayed } = await owner.post('/api/rejected/replay', { ids })
  await finish(await claim(), 'failed')
  const setPhase = (phase: string) => api.server.services.store.database.run.update({ where: { id: replayed }, data: { phase } })
  await setPhase('committing')
  expect(await states(id)).toEqual({ open: 0, resubmitted: 2, dropped: 0 })
  expect((await owner.get(`/api/rejected/causes?flow=${id}`)).body).toEqual({ causes: [] })
  expect((await owner.post('/api/rejected/replay', { ids })).status).toBe(409)
  await setPhase('abandoned')
  expect(await states(id)).toEqual({ open: 2, resubmitted: 0, dropped: 0 })
})

test('rows are assigned, dropped for a reason, and opened again', async () => {
  const { id, ids } = await rejectedTwo('Dropped')
  expect((await owner.post('/api/rejected/assign', { ids, assignee: 'Ada' })).body).toEqual({ changed: 2 })
  expect((await owner.get(`/api/rejected/causes?flow=${id}`)).body).toMatchObject({ causes: [{ assignees: ['Ada'] }] })
  expect((await owner.post('/api/rejected/drop', { ids: ids.slice(0, 1), reason: 'test data' })).body).toEqual({ changed: 1 })
  expect((await owner.get(`/api/rejected?flow=${id}&state=dropped`)).body).toMatchObject({
    rows: [{ reason: 'test data', resolvedBy: 'Owner' }],
    total: 1,
  })
  expect((await owner.post('/api/rejected/reopen', { ids })).body).toEqual({ changed: 1 })
  expect(await states(id)).toEqual({ open: 2, resubmitted: 0, dropped: 0 })
})

test('what can not be taken in again is refused and starts nothing', async () => {
  const one = await rejectedTwo('One')
  const other = await rejectedTwo('Other')
  const refusal = async (path: string, json: unknown, method: 'POST' | 'PUT' = 'POST') => {
    const { status, body } = await (method === 'PUT' ? owner.put(path, json) : owner.post(path, json))
    return [status, body['error']?.['code']]
  }
  expect(await refusal('/api/rejected/replay', { ids: [...one.ids, ...other.ids] })).toEqual([422, 'rejected-rows-differ'])
  expect(await refusal('/api/rejected/replay', { ids: [999_999_999] })).toEqual([409, 'rejected-rows-closed'])
  expect(await refusal('/api/rejected/replay', { ids: [] })).toEqual([400, 'invalid-request'])
  expect(await refusal(`/api/rejected/${one.ids[0]}`, { row: { price: '1' } }, 'PUT')).toEqual([422, 'rejected-column-unknown'])
  await owner.post('/api/rejected/drop', { ids: one.ids, reason: 'x' })
  expect(await refusal(`/api/rejected/${one.ids[0]}`, { row: { age: '1' } }, 'PUT')).toEqual([409, 'rejected-row-closed'])
  expect(await refusal('/api/rejected/replay', { ids: one.ids })).toEqual([409, 'rejected-rows-closed'])
  await owner.put(`/api/flows/${other.id}`, { revision: 1, flow: { ...flow('Other'), nodes: flow('Other').nodes.slice(0, 1), edges: [] } })
  expect(await refusal('/api/rejected/replay', { ids: other.ids })).toEqual([422, 'replay-node-gone'])
  const viewer = await api.member('viewer')
  expect((await viewer.post('/api/rejected/drop', { ids: other.ids, reason: 'x' })).status).toBe(403)
  expect(await api.server.services.store.queue.claim('test')).toBeUndefined()
})

test('another workspace sees and changes nothing', async () => {
  const { id, ids } = await rejectedTwo('Mine')
  const other = await api.server.services.store.database.workspace.create({ data: { name: 'Other' } })
  const stranger = await api.member('owner', other.id)
  expect((await stranger.get('/api/rejected')).body).toEqual({ rows: [], total: 0 })
  expect((await stranger.get('/api/rejected/causes')).body).toEqual({ causes: [] })
  expect((await stranger.post('/api/rejected/drop', { ids, reason: 'x' })).body).toEqual({ changed: 0 })
  expect(await states(id)).toEqual({ open: 2, resubmitted: 0, dropped: 0 })
})
