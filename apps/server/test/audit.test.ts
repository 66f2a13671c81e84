import { emptyFlow } from '@sluice/flow'
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client } from './client.ts'
import { listing } from './matchers.ts'
import { testServer, type TestServer } from './server.ts'

let api: TestServer
let owner: Client
beforeAll(async () => {
  api = await testServer()
  owner = await api.owner()
})
afterAll(() => api[Symbol.asyncDispose]())

interface Entry {
  readonly id: number
  readonly at: string
  readonly who: string
  readonly action: string
  readonly object: string
  readonly detail: unknown
}
const entriesOf = async (query = ''): Promise<readonly Entry[]> => {
  const { text } = await owner.get(`/api/audit?limit=500${query}`)
  return (JSON.parse(text) as { entries: Entry[] }).entries
}
const of = async (object: string): Promise<string[]> =>
  (await entriesOf(`&object=${encodeURIComponent(object)}`)).map(({ action, who }) => `${action} ${who}`).reverse()
const create = async (name: string): Promise<string> => (await owner.post('/api/flows', { flow: emptyFlow(name) })).id
const save = (client: Client, id: string, revision: number) => client.put(`/api/flows/${id}`, { revision, flow: emptyFlow(`r${revision}`) })

test('files that come and go are told of, with their size', async () => {
  const at = `/api/files/content?path=${encodeURIComponent('in/数据.csv')}`
  const upload = (body: string) => owner.send('PUT', at, { body, headers: { 'content-type': 'application/octet-stream' } })
  await upload('abc')
  await upload('abcd')
  await owner.delete(at)
  expect((await entriesOf('&action=file.')).map(({ action, object, detail }) => ({ action, object, detail }))).toEqual([
    { action: 'file.delete', object: 'in/数据.csv', detail: { bytes: 4 } },
    { action: 'file.replace', object: 'in/数据.csv', detail: { bytes: 4 } },
    { action: 'file.upload', object: 'in/数据.csv', detail: { bytes: 3 } },
  ])
  expect(
    (await owner.send('PUT', at, { body: 'x'.repeat(1_000_001), headers: { 'content-type': 'application/octet-stream' } })).status,
  ).toBe(413)
  expect((await owner.delete(at)).status).toBe(404)
  expect(await entriesOf('&action=file.')).toHaveLength(3)
})

test('entries tell things by name that are gone', async () => {
  const id = await create('Soon gone')
  const other = await create('Stays')
  await owner.post(`/api/flows/${id}/publish`, { revision: 1 })
  const namesOf = async (): Promise<unknown> => (await owner.get(`/api/audit?limit=500`)).body['names']
  await owner.delete(`/api/flows/${id}`)
  expect(await namesOf()).toMatchObject({ [id]: 'Soon gone', [other]: 'Stays' })
  expect((await owner.delete(`/api/trash/${id}`)).status).toBe(200)
  await save(owner, other, 1)
  expect(await namesOf()).toMatchObject({ [id]: 'Soon gone', [other]: 'r1' })
  expect((await owner.get('/api/audit?action=file.upload')).body['names']).toEqual({})
})

test('editing is told once in a session, not with each save', async () => {
  const id = await create('Edited')
  for (const revision of [1, 2, 3]) await save(owner, id, revision)
  expect(await of(id)).toEqual(['flow.create Owner', 'flow.save Owner'])
  // Somebody else, and then the first person again.
  await save(await api.member('editor'), id, 4)
  await save(owner, id, 5)
  // Half an hour later, and after something else was done to the flow.
  const { database } = api.server.services.store
  await database.flowVersion.updateMany({ where: { flowId: id, revision: 6 }, data: { savedAt: new Date(Date.now() - 31 * 60_000) } })
  await save(owner, id, 6)
  await owner.delete(`/api/flows/${id}`)
  await owner.post(`/api/flows/${id}/restore`)
  await save(owner, id, 7)
  await save(owner, id, 8)
  expect(await of(id)).toEqual([
    'flow.create Owner', 'flow.save Owner', 'flow.save editor', 'flow.save Owner', 'flow.save Owner', 'flow.delete Owner', 'flow.restore Owner', 'flow.save Owner',
  ]) // prettier-ignore
  // A save that is refused is none.
  expect((await save(owner, id, 1)).status).toBe(409)
  expect(await of(id)).toHaveLength(8)
})

test('entries are found by who, what, to what and when', async () => {
  const [one, two] = [await create('One'), await create('Two')]
  const editor = await api.member('editor')
  await save(editor, one, 1)
  expect((await entriesOf('&who=editor')).every(({ who }) => who === 'editor')).toBe(true)
  expect((await entriesOf(`&who=editor&action=flow.save&object=${one}`)).map(({ object }) => object)).toEqual([one])
  expect((await entriesOf('&action=flow.')).map(({ object }) => object)).toEqual(expect.arrayContaining([one, two]))
  expect(await entriesOf('&action=flow')).toEqual([])
  const [newest] = await entriesOf()
  expect((await entriesOf(`&from=${newest!.at}`)).map(({ id }) => id)).toContain(newest!.id)
  expect((await entriesOf(`&until=${newest!.at}`)).map(({ id }) => id)).not.toContain(newest!.id)
  for (const wrong of ['from=yesterday', 'who=', 'format=csv', 'limit=0']) expect((await owner.get(`/api/audit?${wrong}`)).status).toBe(400)
})

test('only owners read the log, its state or its file', async () => {
  for (const path of ['/api/audit', '/api/audit/state', '/api/audit/export?format=csv'])
    expect((await (await api.member('editor')).get(path)).status).toBe(403)
  expect((await owner.get('/api/audit/export?format=xml')).status).toBe(400)
})

test('JSON Lines hold all that a hash is made of, and the export is told of itself', async () => {
  await create('Exported')
  const file = await owner.get('/api/audit/export?format=jsonl')
  expect(file.headers.get('content-disposition')).toContain('audit.jsonl')
  type Line = Entry & { readonly workspace: string; readonly previous: string; readonly hash: string }
  const lines = file.text.trimEnd().split('\n').map((line) => JSON.parse(line) as Line) // prettier-ignore
  let previous = ''
  for (const { workspace, at, who, action, object, detail, hash, previous: said } of lines) {
    expect(said).toBe(previous)
    expect(hash).toBe(
      createHash('sha256')
        .update(JSON.stringify([previous, workspace, at, who, action, object, detail]))
        .digest('hex'),
    )
    previous = hash
  }
  expect(lines.at(-1)).toMatchObject({ action: 'audit.export', detail: { format: 'jsonl' } })
  expect((await owner.get('/api/audit/state')).body).toMatchObject({ entries: lines.length, firstBroken: null, lastHash: previous })
})

test('in the CSV no cell is a formula, and what is filtered is all that is in it', async () => {
  const at = `/api/files/content?path=${encodeURIComponent('=1+1, a.csv')}`
  expect((await owner.send('PUT', at, { body: 'a', headers: { 'content-type': 'application/octet-stream' } })).status).toBe(200)
  const file = await owner.stream('/api/audit/export?format=csv&action=file.upload')
  const text = Buffer.from(await file.arrayBuffer()).toString()
  const [head, ...rows] = text.trimEnd().split('\r\n')
  expect(head).toBe('\uFEFFid,at,who,action,object,detail,previous,hash')
  expect(rows).toHaveLength(2)
  expect(rows[1]).toMatch(/^\d+,20[^,]+,Owner,file\.upload,"'=1\+1, a\.csv","\{""bytes"":1\}",[0-9a-f]{64},[0-9a-f]{64}$/)
})

test('an entry that was changed or taken out is found, also one of another place', async () => {
  const { database } = api.server.services.store
  const state = async () => (await owner.get('/api/audit/state')).body
  expect(await state()).toMatchObject({ firstBroken: null, people: listing('Owner', 'editor'), actions: listing('flow.create') })
  const flow = await create('Chained')
  const wrong = await database.auditEntry.findFirstOrThrow({ where: { object: flow } })
  await create('After')
  await database.auditEntry.update({ where: { id: wrong.id }, data: { detail: { name: 'Forged' } } })
  expect(await state()).toMatchObject({ firstBroken: Number(wrong.id) })
  await database.auditEntry.update({ where: { id: wrong.id }, data: { detail: { name: 'Chained' } } })
  expect(await state()).toMatchObject({ firstBroken: null })
  const next = await database.auditEntry.findFirstOrThrow({ where: { id: { gt: wrong.id } }, orderBy: { id: 'asc' } })
  await database.auditEntry.delete({ where: { id: wrong.id } })
  expect(await state()).toMatchObject({ firstBroken: Number(next.id) })
})
