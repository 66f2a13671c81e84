import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { workspaceFiles } from '../folders.ts'
import { StoreError } from '../database/error.ts'
import { openStore, type Store, type Workspace } from '../store.ts'

let database: TestDatabase
let store: Store
let workspace: Workspace
const folder = mkdtempSync(join(tmpdir(), 'sluice-examples-'))
const examplesFolder = join(folder, 'examples')
const dataFolder = join(folder, 'data')

beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url)
  workspace = store.inWorkspace((await store.ensureOwner()).workspaceId, 'Ada')
  mkdirSync(join(examplesFolder, 'services', 'in'), { recursive: true })
  const node = { id: 'n', type: 'source.csv', config: { path: 'in/data.csv' } }
  const parameters = [{ name: 'base', type: 'text', default: 'http://127.0.0.1:1' }]
  writeFileSync(join(examplesFolder, 'services', 'flow.json'), JSON.stringify({ sluice: 1, name: 'Services', parameters, nodes: [node] }))
  writeFileSync(join(examplesFolder, 'services', 'in', 'data.csv'), 'a\n1\n')
  const chinese = { name: '服务', nodes: { n: '读取' }, parameters: {} }
  writeFileSync(join(examplesFolder, 'services', 'texts.zh-CN.json'), JSON.stringify(chinese))
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const seed = (port: number, language: 'en' | 'zh-CN' = 'en', workspaceId = workspace.id) =>
  store.seedExamples(workspaceId, {
    language,
    dataFolder,
    examplesFolder,
    parameters: { base: `http://127.0.0.1:${port}` },
    allowedHosts: [`127.0.0.1:${port}`],
  })

test('the first start brings flows with their data, later ones only the present addresses', async () => {
  await seed(4001)
  const [summary] = await workspace.flows.list()
  expect(summary).toMatchObject({ name: 'Services', example: 'services', revision: 1 })
  const data = join(workspaceFiles(dataFolder, workspace.id), 'in', 'data.csv')
  expect(readFileSync(data, 'utf8')).toBe('a\n1\n')
  expect((await workspace.settings.read()).allowedHosts).toEqual(['127.0.0.1:4001'])

  await workspace.settings.write({ zone: 'UTC', allowedHosts: ['127.0.0.1:4001', 'intranet:80'] })
  writeFileSync(data, 'changed')
  await seed(4002)
  expect((await workspace.settings.read()).allowedHosts).toEqual(['intranet:80', '127.0.0.1:4002'])
  expect((await workspace.flows.read(summary!.id)).flow.parameters[0]!.default).toBe('http://127.0.0.1:4002')
  expect(readFileSync(data, 'utf8')).toBe('changed')
  await seed(4002)
  expect((await workspace.flows.read(summary!.id)).revision).toBe(2)
})

test('an example that was deleted stays deleted, with its data', async () => {
  const [summary] = await workspace.flows.list()
  await workspace.flows.remove(summary!.id)
  rmSync(workspaceFiles(dataFolder, workspace.id), { recursive: true })
  await seed(4003)
  expect(await workspace.flows.list()).toEqual([])
  expect(existsSync(workspaceFiles(dataFolder, workspace.id))).toBe(false)
})

const newWorkspace = async (): Promise<Workspace> => {
  const { id } = await store.database.workspace.create({ data: { name: 'Another' } })
  return store.inWorkspace(id, 'Ada')
}
const textsIn = async (of: Workspace): Promise<string[]> => {
  const [summary] = await of.flows.list()
  const { flow } = await of.flows.read(summary!.id)
  return [summary!.name, ...flow.nodes.map(({ label }) => label)]
}

test('examples speak the language of the machine until somebody signs in, and then theirs', async () => {
  const a = await newWorkspace()
  await seed(4001, 'zh-CN', a.id)
  expect(await textsIn(a)).toEqual(['服务', '读取'])
  await store.tellExamples(a.id, 'en')
  expect(await textsIn(a)).toEqual(['Services', ''])
  // Whoever comes later finds them as they are.
  await store.tellExamples(a.id, 'zh-CN')
  expect(await textsIn(a)).toEqual(['Services', ''])
  expect(await store.database.setting.findFirst({ where: { workspaceId: a.id, key: 'exampleTexts' } })).toBeNull()
})

test('an example that comes with a newer version speaks the language of the first person', async () => {
  const a = await newWorkspace()
  await store.tellExamples(a.id, 'zh-CN')
  await seed(4001, 'en', a.id)
  expect(await textsIn(a)).toEqual(['服务', '读取'])
})

test('what somebody wrote stays, and addresses of later starts do not hinder', async () => {
  const a = await newWorkspace()
  await seed(4001, 'en', a.id)
  await seed(4002, 'en', a.id)
  const [summary] = await a.flows.list()
  const { flow, revision } = await a.flows.read(summary!.id)
  await a.flows.save(summary!.id, revision, { ...flow, name: 'Mine' })
  await store.tellExamples(a.id, 'zh-CN')
  expect(await textsIn(a)).toEqual(['Mine', '读取'])
  expect((await a.flows.read(summary!.id)).flow.parameters[0]!.default).toBe('http://127.0.0.1:4002')
})

test('texts that are no texts are told of with their file', async () => {
  const a = await newWorkspace()
  const file = join(examplesFolder, 'services', 'texts.zh-CN.json')
  const before = readFileSync(file)
  writeFileSync(file, '{"name":""}')
  await expect(seed(4001, 'zh-CN', a.id)).rejects.toThrow(StoreError)
  writeFileSync(file, before)
  expect(await a.flows.list()).toEqual([])
})
