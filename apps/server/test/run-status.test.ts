import { runStatusSchema } from '@sluice/contract'
import { emptyFlow } from '@sluice/flow'
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

test('the list of runs is filtered by status, alone and beside the flow; what is no status is refused', async () => {
  const { store } = api.server.services
  const { workspaceId } = await store.ensureOwner()
  const flows = [await owner.post('/api/flows', { flow: emptyFlow('A') }), await owner.post('/api/flows', { flow: emptyFlow('B') })]
  // One run of each flow in each status: the list reads the status as it stands, whoever wrote it.
  for (const { id } of flows)
    for (const status of runStatusSchema.options) {
      const run = await store.inWorkspace(workspaceId, 'Ada').runs.start(id, { revision: 1, parameters: {}, trigger: 'manual' })
      await store.database.run.update({ where: { id: run.id }, data: { status } })
    }
  const listed = async (query: string) => {
    const { body } = await owner.get(`/api/runs?${query}`)
    const runs = body.runs as unknown as readonly { flowId: string; status: string }[]
    return { total: body.total, found: runs.map(({ flowId, status }) => `${flowId} ${status}`) }
  }
  const [a, b] = flows.map(({ id }) => id)
  for (const status of runStatusSchema.options) {
    expect(await listed(`status=${status}`)).toEqual({ total: 2, found: [`${b} ${status}`, `${a} ${status}`] })
    expect(await listed(`status=${status}&flow=${a}`)).toEqual({ total: 1, found: [`${a} ${status}`] })
  }
  expect(await listed('status=failed&limit=1&offset=1')).toEqual({ total: 2, found: [`${a} failed`] })
  expect((await owner.get('/api/runs?status=odd')).status).toBe(400)
})
