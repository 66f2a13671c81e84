import { emptyFlow, type FlowNode } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { openStore, type Store, type Workspace } from '../store.ts'
import { type NodeProgress } from './attempt.ts'

let database: TestDatabase
let store: Store
let workspace: Workspace
let flow: string

beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url)
  workspace = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Own' } })).id, 'Ada')
  const node: FlowNode = { id: 'a', type: 'x', label: '', config: {}, position: { x: 0, y: 0 }, disabled: false }
  flow = (await workspace.flows.create({ ...emptyFlow('Flow'), nodes: [node, { ...node, id: 'b' }] })).id
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
})

const nothing = { nodes: new Map(), rejected: [], events: [], outputs: [], problems: [] }
const nodes = (a: NodeProgress) => ({ ...nothing, nodes: new Map([['a', a]]) })
const at = (second: number): string => `2026-05-01T10:00:${String(second).padStart(2, '0')}.000Z`
const start = () => workspace.runs.start(flow, { revision: 1, parameters: {}, trigger: 'manual' })

test('a node keeps when it began and ended, whatever is written between', async () => {
  const { id } = await start()
  const { writer } = (await store.queue.claim('w'))!
  await writer.write(nodes({ status: 'running', counts: null, startedAt: at(1) }))
  await writer.write(nodes({ status: 'running', counts: { in: {}, out: { rows: 3 }, passed: 3, created: 0, merged: 0, filtered: 0, rejected: 0 } })) // prettier-ignore
  await writer.write(nodes({ status: 'done', counts: null, finishedAt: at(9) }))
  await writer.finish({ ...nothing, status: 'succeeded', durationMs: 1 })
  expect((await workspace.runs.read(id)).nodes).toMatchObject({
    a: { status: 'done', counts: { passed: 3 }, startedAt: at(1), finishedAt: at(9) },
    b: { status: 'waiting', counts: null, startedAt: null, finishedAt: null },
  })
})

test('a node that was at work when the run ended ended with it', async () => {
  const { id } = await start()
  const { writer } = (await store.queue.claim('w'))!
  await writer.write(nodes({ status: 'running', counts: null, startedAt: at(1) }))
  await writer.finish({ ...nothing, status: 'failed', durationMs: 1 })
  const run = await workspace.runs.read(id)
  expect(run.nodes['a']).toEqual({ status: 'failed', counts: null, startedAt: at(1), finishedAt: run.finishedAt })
})

test('each attempt begins when it was taken, not when the first one was', async () => {
  const { id } = await start()
  const first = (await store.queue.claim('w'))!
  const long = new Date(Date.now() - 3_600_000)
  await store.database.run.update({ where: { id }, data: { startedAt: long } })
  await store.queue.handBack(first.writer.key)
  const second = (await store.queue.claim('w'))!
  expect(second.startedAt).toBe(long.toISOString())
  const began = (await workspace.runs.events(id, 0)).flatMap((event) =>
    event.type === 'status' && event.status === 'running' ? [event.at] : [],
  )
  expect(began).toHaveLength(2)
  expect(Date.parse(began[1]!)).toBeGreaterThan(long.getTime() + 3_500_000)
  await second.writer.finish({ ...nothing, status: 'cancelled', durationMs: 1 })
})
