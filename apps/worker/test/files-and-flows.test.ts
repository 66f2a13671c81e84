import { emptyFlow, type Flow } from '@sluice/flow'
import { workspaceFiles } from '@sluice/store'
import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { edge, eventsOf, node, rowsOf, settled, triggered, until, type Triggered } from './triggered.ts'

let t: Triggered
let folder = ''
beforeAll(async () => {
  t = await triggered({ SLUICE_RUNS: '2' })
  folder = join(workspaceFiles(t.api.config.data, t.workspaceId), 'inbox')
  mkdirSync(folder, { recursive: true })
})
afterAll(() => t[Symbol.asyncDispose]())

const reading = (name: string): Flow => ({
  ...emptyFlow(name),
  parameters: [{ name: 'file', type: 'text', default: 'none.csv' }],
  nodes: [node('in', 'source.csv', { path: '${file}', columns: [{ source: 'n', name: 'n', type: 'integer' }] }), node('out', 'sink.table')],
  edges: [edge('in', 'rows', 'out')],
})
const table = (name: string): Flow => ({
  ...emptyFlow(name),
  nodes: [node('in', 'source.table', { data: { columns: ['a'], rows: [['1']] } }), node('out', 'sink.table')],
  edges: [edge('in', 'rows', 'out')],
})

test('a new file that fits starts the flow once with its path, and is moved away when that succeeded', async () => {
  const flow = await t.publish(reading('Files'))
  writeFileSync(join(folder, 'old.csv'), 'n\n0\n')
  utimesSync(join(folder, 'old.csv'), 1, 1)
  const config = {
    kind: 'file',
    folder: 'inbox',
    pattern: '*.csv',
    parameter: 'file',
    everySeconds: 1,
    after: 'move',
    backoffSeconds: 0,
    maxAttempts: 1,
  }
  const { id } = await t.trigger(flow, config)
  writeFileSync(join(t.api.config.data, 'outside.csv'), 'n\n9\n')
  symlinkSync(join(t.api.config.data, 'outside.csv'), join(folder, 'link.csv'))
  writeFileSync(join(folder, 'one.csv'), 'n\n1\n')
  writeFileSync(join(folder, 'notes.txt'), 'n\n2\n')
  writeFileSync(join(folder, '.hidden.csv'), 'n\n3\n')
  await t.begin()
  await settled(t, id, 1)
  await until(() => Promise.resolve(existsSync(join(folder, 'done', 'one.csv')) || undefined))
  expect(existsSync(join(folder, 'one.csv'))).toBe(false)

  // A file of the same name is another file; the one that was moved keeps its place.
  writeFileSync(join(folder, 'one.csv'), 'n\n11\n')
  await settled(t, id, 2)
  await until(() => Promise.resolve(existsSync(join(folder, 'done', 'one (2).csv')) || undefined))
  expect(await rowsOf(t, flow)).toEqual([['1'], ['11']])
  for (const kept of ['old.csv', 'link.csv', 'notes.txt', '.hidden.csv']) expect(existsSync(join(folder, kept)), kept).toBe(true)

  // What fails stays where it is.
  writeFileSync(join(folder, 'broken.csv'), '')
  const events = await settled(t, id, 3)
  expect(events[0]).toMatchObject({ state: 'failed' })
  expect(existsSync(join(folder, 'broken.csv'))).toBe(true)
})

test('the end of a flow starts another, by how it ended, once for each run', async () => {
  const first = await t.publish(table('First'))
  const second = await t.publish(table('Second'))
  const third = await t.publish(table('Third'))
  const after = await t.trigger(second, { kind: 'flow', after: first })
  const last = await t.trigger(third, { kind: 'flow', after: second, when: 'any' })
  const never = await t.trigger(third, { kind: 'flow', after: first, when: 'failed' })
  const run = await t.owner.post(`/api/flows/${first}/runs`)
  expect(await settled(t, after.id, 1)).toMatchObject([{ state: 'done' }])
  const [event] = await settled(t, last.id, 1)
  expect(event).toMatchObject({ state: 'done' })
  expect((await eventsOf(t, after.id))[0]?.payload).toContain(run.id)
  expect(await eventsOf(t, never.id)).toEqual([])
  expect((await t.owner.get(`/api/runs/${event?.runId ?? ''}`)).body).toMatchObject({ trigger: 'flow', flowId: third, status: 'succeeded' })
})

test('flows that would start each other for ever are refused', async () => {
  const [a, b, c] = [await t.publish(table('A')), await t.publish(table('B')), await t.publish(table('C'))]
  const refused = async (flowId: string, after: string) =>
    (await t.owner.post('/api/triggers', { name: 'x', flowId, config: { kind: 'flow', after } })).body
  expect(await refused(a, a)).toMatchObject({ error: { code: 'trigger-loop' } })
  await t.trigger(b, { kind: 'flow', after: a })
  const { id } = await t.trigger(c, { kind: 'flow', after: b })
  expect(await refused(a, c)).toMatchObject({ error: { code: 'trigger-loop' } })
  const saved = await t.owner.put(`/api/triggers/${id}`, { name: 'x', flowId: a, config: { kind: 'flow', after: b } })
  expect(saved).toMatchObject({ status: 422, body: { error: { code: 'trigger-loop' } } })
})

test.each([
  ['a folder outside', { folder: '../x' }, 'bad-path'],
  ['a folder to move to outside', { after: 'move', moveTo: '../../x' }, 'bad-path'],
  ['a parameter that the flow does not have', { parameter: 'nope' }, 'parameter-unknown'],
])('%s is refused', async (_name, change, code) => {
  const flow = await t.publish(reading('Refused'))
  const answer = await t.owner.post('/api/triggers', { name: 'x', flowId: flow, config: { kind: 'file', parameter: 'file', ...change } })
  expect(answer.body).toMatchObject({ error: { code } })
})
