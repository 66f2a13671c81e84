import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { workspaceFiles } from '../folders.ts'
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
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const seed = (port: number) =>
  store.seedExamples(workspace.id, {
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
