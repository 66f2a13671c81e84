import { loadFlow, type Flow } from '@sluice/flow'
import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Database } from '../database/connect.ts'
import { StoreError } from '../database/error.ts'
import { workspaceFiles } from '../folders.ts'
import { flowStore } from '../workspace/flows.ts'
import { settingsStore } from '../workspace/settings.ts'
import { readTexts, retell, type ExampleLanguage, type ExampleTexts } from './example-texts.ts'
import { exampleLanguage, keepTexts } from './tell-examples.ts'

/** Where the examples come from and what their parameters are on this machine. */
export interface SeedExamples {
  readonly dataFolder: string
  /** Holds one folder per example: `<key>/flow.json` beside the files that it reads. */
  readonly examplesFolder: string
  /** Values of flow parameters by name, e.g. the addresses of the example's services, which change from start to start. */
  readonly parameters: Readonly<Record<string, string>>
  /** `host:port` of those services: the flows of this workspace may reach them although they are on this machine. */
  readonly allowedHosts: readonly string[]
  /** The language of this machine. It counts until somebody signs in, whose own language counts from then on. */
  readonly language: ExampleLanguage
}

interface Example {
  readonly key: string
  readonly folder: string
  readonly flow: Flow
  readonly texts: ExampleTexts
}

/**
 * Puts the ready example flows with their data into a workspace the first time, and at every start gives those that
 * still are examples the present addresses. What a person changed or deleted stays so.
 */
export async function seedExamples(db: Database, workspaceId: string, options: SeedExamples): Promise<void> {
  const scope = { db, workspaceId, actor: 'Sluice' }
  const flows = flowStore(scope)
  const rows = await db.flow.findMany({ where: { workspaceId, example: { not: null } } })
  const reader = await exampleLanguage(db, workspaceId)
  const language = reader ?? options.language
  const created: Record<string, ExampleTexts> = {}
  for (const example of await readExamples(options.examplesFolder)) {
    const row = rows.find((r) => r.example === example.key)
    if (row === undefined) {
      await copyData(example, workspaceFiles(options.dataFolder, workspaceId))
      const told = retell(example.flow, example.texts.en, example.texts[language])
      await flows.create(withParameters(told, options.parameters), { example: example.key, action: 'example.create' })
      created[example.key] = example.texts
    } else if (row.deletedAt === null) {
      const current = await flows.read(row.id)
      const next = withParameters(current.flow, options.parameters)
      if (JSON.stringify(next) !== JSON.stringify(current.flow)) await flows.save(row.id, current.revision, next)
    }
  }
  if (reader === undefined && Object.keys(created).length > 0) await keepTexts(db, workspaceId, language, created)
  await allowHosts(scope, options.allowedHosts)
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (s) => s.isFile(),
    () => false,
  )

async function readExamples(folder: string): Promise<Example[]> {
  const found: Example[] = []
  for (const { name } of (await readdir(folder, { withFileTypes: true }))
    .filter((e) => e.isDirectory())
    .sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = join(folder, name, 'flow.json')
    if (!(await isFile(file))) continue
    const { flow, problems } = loadFlow(await readFile(file, 'utf8'))
    if (flow === undefined) throw new StoreError('example-unreadable', { file, reason: problems[0]?.code ?? '' })
    found.push({ key: name, folder: join(folder, name), flow, texts: await readTexts(join(folder, name), flow) })
  }
  return found
}

/** Copies the files that the example's sources read, at the paths they read them from; never over a file that is there. */
async function copyData({ folder, flow }: Example, target: string): Promise<void> {
  for (const { type, config } of flow.nodes) {
    const path = config['path']
    if (!type.startsWith('source.') || typeof path !== 'string' || !(await isFile(join(folder, path)))) continue
    await mkdir(join(target, path, '..'), { recursive: true })
    await cp(join(folder, path), join(target, path), { force: false })
  }
}

const withParameters = (flow: Flow, values: Readonly<Record<string, string>>): Flow => ({
  ...flow,
  parameters: flow.parameters.map((p) => (Object.hasOwn(values, p.name) ? { ...p, default: values[p.name]! } : p)),
})

/** Replaces the services' entries of the last start: ports differ from start to start. */
async function allowHosts(scope: Parameters<typeof settingsStore>[0], hosts: readonly string[]): Promise<void> {
  const { db, workspaceId } = scope
  const settings = settingsStore(scope)
  const current = await settings.read()
  const before = await db.setting.findFirst({ where: { workspaceId, key: 'exampleHosts' } })
  const old = new Set(Array.isArray(before?.value) ? before.value : [])
  const allowedHosts = [...current.allowedHosts.filter((h) => !old.has(h) && !hosts.includes(h)), ...hosts]
  if (JSON.stringify(allowedHosts) !== JSON.stringify(current.allowedHosts)) await settings.write({ allowedHosts })
  const value = [...hosts]
  await db.setting.upsert({
    where: { workspaceId_key: { workspaceId, key: 'exampleHosts' } },
    create: { workspaceId, key: 'exampleHosts', value },
    update: { value },
  })
}
