import { emptyFlow } from '@sluice/flow'
import { sharedFolder } from '@sluice/store'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client } from './client.ts'
import { including, matching } from './matchers.ts'
import { testServer, type TestServer } from './server.ts'

let api: TestServer
let owner: Client
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
})
afterAll(() => api[Symbol.asyncDispose]())

const flowOf = (name: string): unknown => ({
  ...emptyFlow(name),
  nodes: [
    { id: 't', type: 'source.table', config: { data: { columns: ['a'], rows: [['1']] } } },
    { id: 'out', type: 'sink.csv', config: { path: 'out.csv' } },
  ],
  edges: [{ from: { node: 't', port: 'rows' }, to: { node: 'out', port: 'rows' } }],
})
const create = async (name: string): Promise<string> => (await owner.post('/api/flows', { flow: flowOf(name) })).id
const inTrash = async () => (await owner.get('/api/trash')).body

/** A run of the flow that ended, with a file of two bytes. */
async function ended(flowId: string): Promise<{ id: string; folder: string }> {
  const { id } = await owner.post(`/api/flows/${flowId}/runs`)
  const { store } = api.server.services
  const { writer } = (await store.queue.claim('w'))!
  const folder = sharedFolder(api.config.data).place(writer.key).output
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'out.csv'), 'a\n')
  const output = { node: 'out', path: 'out.csv', kind: 'file' as const, format: 'csv', rows: 0, bytes: 2 }
  const rejected = { node: 't', code: 'x', column: null, message: '', value: null, source: null, line: 1, row: {}, failures: null }
  await writer.finish({ nodes: new Map(), events: [], problems: [], rejected: [rejected], outputs: [output], status: 'succeeded-with-rejects', durationMs: 1 }) // prettier-ignore
  return { id, folder }
}

test('a flow in the trash says who threw it away, when, and what hangs on it', async () => {
  const id = await create('Thrown')
  await ended(id)
  await owner.delete(`/api/flows/${id}`)
  expect(await inTrash()).toMatchObject({
    flows: including({ id, name: 'Thrown', nodeCount: 2, deletedAt: matching(/^20/), deletedBy: 'Owner', runs: 1, activeRuns: 0, outputs: 1, outputBytes: 2 }),
  }) // prettier-ignore
  await owner.post(`/api/flows/${id}/restore`)
  expect(JSON.stringify(await inTrash())).not.toContain(id)
})

test('what is deleted for good takes its runs, rejected rows and files along, and nothing of others', async () => {
  const { database } = api.server.services.store
  const [id, other] = [await create('Doomed'), await create('Other')]
  const [run, kept] = [await ended(id), await ended(other)]
  const rule = {
    workspaceId: (await database.flow.findUniqueOrThrow({ where: { id } })).workspaceId,
    name: 'r',
    condition: {},
    target: 'none',
    updatedBy: 'x',
  }
  await database.alertRule.createMany({ data: [{ ...rule, flowId: id }, { ...rule, flowId: other }] }) // prettier-ignore
  await owner.post(`/api/flows/${id}/publish`, { revision: 1 })
  await owner.delete(`/api/flows/${id}`)
  expect((await owner.delete(`/api/trash/${id}`)).body).toEqual({ runs: 1, outputs: 1, outputBytes: 2, rejectedRows: 1 })
  expect([existsSync(run.folder), existsSync(kept.folder)]).toEqual([false, true])
  expect((await owner.get(`/api/runs/${run.id}`)).status).toBe(404)
  expect((await owner.get(`/api/runs/${kept.id}`)).status).toBe(200)
  expect((await owner.post(`/api/flows/${id}/restore`)).status).toBe(404)
  expect((await owner.delete(`/api/trash/${id}`)).status).toBe(404)
  expect(await database.flowVersion.count({ where: { flowId: id } })).toBe(0)
  expect(await database.alertRule.findMany({ select: { flowId: true } })).toEqual([{ flowId: other }])
  expect((await owner.get('/api/audit')).body).toMatchObject({
    entries: including({ action: 'flow.destroy', object: id, detail: { name: 'Doomed', runs: 1 } }),
  })
})

test('only what is in the trash is deleted for good, and only by an owner', async () => {
  const id = await create('Live')
  expect(await owner.delete(`/api/trash/${id}`)).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } })
  await owner.delete(`/api/flows/${id}`)
  const editor = await api.member('editor')
  expect(await editor.delete(`/api/trash/${id}`)).toMatchObject({ status: 403 })
  const other = await api.server.services.store.database.workspace.create({ data: { name: 'Other' } })
  const eve = await api.member('owner', other.id)
  expect(await eve.delete(`/api/trash/${id}`)).toMatchObject({ status: 404 })
  expect((await eve.get('/api/trash')).body).toEqual({ flows: [] })
  expect((await editor.post(`/api/flows/${id}/restore`)).status).toBe(200)
})

test('a flow whose run is under way, or stopped in the middle of its commit, is not deleted for good', async () => {
  const { store } = api.server.services
  const id = await create('Busy')
  const run = await owner.post(`/api/flows/${id}/runs`)
  const { writer } = (await store.queue.claim('w'))!
  await owner.delete(`/api/flows/${id}`)
  expect(await inTrash()).toMatchObject({ flows: including({ id, activeRuns: 1 }) })
  const refused = await owner.delete(`/api/trash/${id}`)
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'flow-still-runs', params: { count: 1 } } } })
  await writer.finish({ nodes: new Map(), rejected: [], events: [], outputs: [], problems: [], status: 'failed', durationMs: 1 })
  await store.database.run.update({ where: { id: run.id }, data: { phase: 'committing', manifest: { steps: [] } } })
  expect(await owner.delete(`/api/trash/${id}`)).toMatchObject({ status: 409, body: { error: { code: 'flow-commit-unfinished' } } })
  expect((await owner.get(`/api/runs/${run.id}`)).status).toBe(200)
  await store.database.run.update({ where: { id: run.id }, data: { phase: 'abandoned' } })
  expect((await owner.delete(`/api/trash/${id}`)).body).toMatchObject({ runs: 1 })
})

test('a flow comes back under a free name where another has its name by now', async () => {
  const id = await create('Same')
  await owner.post(`/api/flows/${id}/publish`, { revision: 1 })
  await owner.delete(`/api/flows/${id}`)
  await create('Same')
  expect((await owner.post(`/api/flows/${id}/restore`)).body).toMatchObject({
    revision: 2,
    publishedRevision: 1,
    flow: { name: 'Same (2)' },
  })
  expect((await owner.get(`/api/flows/${id}`)).body).toMatchObject({ revision: 2, flow: { name: 'Same (2)' } })
})
