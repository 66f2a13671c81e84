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
  // What was there is not new, whatever its time says.
  utimesSync(join(folder, 'old.csv'), 4e9, 4e9)
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
  // Moved or unpacked with the time that it had: new all the same.
  writeFileSync(join(folder, 'one.csv'), 'n\n1\n')
  utimesSync(join(folder, 'one.csv'), 1, 1)
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

test('what is in another folder when the trigger is pointed there is not new; what comes later is', async () => {
  const flow = await t.publish(reading('Pointed'))
  for (const place of ['before', 'after']) mkdirSync(join(folder, place), { recursive: true })
  const config = (place: string) => ({ kind: 'file', folder: `inbox/${place}`, pattern: '*.csv', parameter: 'file', everySeconds: 1 })
  const { id } = await t.trigger(flow, config('before'))
  writeFileSync(join(folder, 'after', 'there.csv'), 'n\n1\n')
  expect((await t.owner.put(`/api/triggers/${id}`, { name: 'Pointed', flowId: flow, config: config('after') })).status).toBe(200)
  writeFileSync(join(folder, 'after', 'later.csv'), 'n\n2\n')
  // Saved at the same place: what came a moment ago is still new.
  expect((await t.owner.put(`/api/triggers/${id}`, { name: 'Renamed', flowId: flow, config: config('after') })).status).toBe(200)
  await settled(t, id, 1)
  expect(await rowsOf(t, flow)).toEqual([['2']])
  // Told to take what was there as well, it does.
  await t.owner.put(`/api/triggers/${id}`, { name: 'All', flowId: flow, config: { ...config('after'), existing: true } })
  await settled(t, id, 2)
  expect(await rowsOf(t, flow)).toEqual([['1'], ['2']])
})

test('a trigger of an older program takes what is newer than itself for new, once', async () => {
  const flow = await t.publish(reading('Older'))
  mkdirSync(join(folder, 'older'), { recursive: true })
  await t.end()
  const { id } = await t.trigger(flow, { kind: 'file', folder: 'inbox/older', pattern: '*.csv', parameter: 'file', everySeconds: 1 })
  await t.api.server.services.store.database.trigger.update({ where: { id }, data: { state: {} } })
  writeFileSync(join(folder, 'older', 'old.csv'), 'n\n1\n')
  utimesSync(join(folder, 'older', 'old.csv'), 1, 1)
  writeFileSync(join(folder, 'older', 'new.csv'), 'n\n2\n')
  await t.begin()
  await settled(t, id, 1)
  writeFileSync(join(folder, 'older', 'moved.csv'), 'n\n3\n')
  utimesSync(join(folder, 'older', 'moved.csv'), 1, 1)
  await settled(t, id, 2)
  expect(await rowsOf(t, flow)).toEqual([['2'], ['3']])
})

test('a file whose run failed is moved away once a retry on the mended version took effect', async () => {
  const flow = reading('Mended')
  const parse = (onFailure: string) => node('number', 'clean.parse-number', { columns: ['n'], type: 'integer', onFailure })
  const [csv, out] = [node('in', 'source.csv', { path: '${file}', columns: [{ source: 'n', name: 'n', type: 'text' }] }), node('out', 'sink.table')]
  const version = (onFailure: string): Flow => ({ ...flow, nodes: [csv, parse(onFailure), out], edges: [edge('in', 'rows', 'number'), edge('number', 'rows', 'out')] })
  mkdirSync(join(folder, 'mended'), { recursive: true })
  const id = await t.publish(version('stop'))
  const config = { kind: 'file', folder: 'inbox/mended', pattern: '*.csv', parameter: 'file', everySeconds: 1, after: 'move', maxAttempts: 1 }
  const { id: trigger } = await t.trigger(id, config)
  writeFileSync(join(folder, 'mended', 'a.csv'), 'n\nmany\n')
  const [failed] = await settled(t, trigger, 1)
  expect(failed).toMatchObject({ state: 'failed', problem: { code: 'not-a-number' } })

  await t.owner.put(`/api/flows/${id}`, { revision: 1, flow: version('empty') })
  const published = await t.owner.post(`/api/runs/${failed!.runId ?? ''}/retry`, { version: 'published' })
  expect(published.body, published.text).toMatchObject({ flowRevision: 1, published: true })
  await until(async () => ((await eventsOf(t, trigger))[0]?.attempts === 2 ? true : undefined))
  expect(await eventsOf(t, trigger)).toMatchObject([{ state: 'failed', runId: published.id }])
  expect(existsSync(join(folder, 'mended', 'a.csv'))).toBe(true)

  const newest = await t.owner.post(`/api/runs/${published.id}/retry`, { version: 'newest' })
  expect(newest.body, newest.text).toMatchObject({ flowRevision: 2, published: false })
  await until(() => Promise.resolve(existsSync(join(folder, 'mended', 'done', 'a.csv')) || undefined))
  expect(await eventsOf(t, trigger)).toMatchObject([{ state: 'done', runId: newest.id }])
  expect(await rowsOf(t, id)).toEqual([[null]])
}) // prettier-ignore

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
