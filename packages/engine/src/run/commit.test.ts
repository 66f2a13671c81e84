import { rm } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Connectors } from '../connector.ts'
import type { HostAnswer, HostQuestion, RunManifest } from '../manifest.ts'
import type { TargetConnector } from '../target.ts'
import { testConnectors } from '../test/connectors.ts'
import { filesBelow, jobOf, putFile, runJob, type FlowParts } from '../test/run-events.ts'
import { testFolders } from '../test/run-plan.ts'

const COLUMNS = [{ source: 'id', name: 'id', type: 'text' }]

/** One source into a system and two files; the later file wants to be first. */
const PARTS: FlowParts = {
  nodes: [
    { id: 'in', type: 'source.csv', config: { path: 'in.csv', columns: COLUMNS } },
    { id: 'system', type: 'sink.json', config: { path: 'x.json' } },
    { id: 'file', type: 'sink.csv', config: { path: 'sub/file.csv', order: 2 } },
    { id: 'early', type: 'sink.csv', config: { path: 'early.csv' } },
  ],
  edges: ['in.rows > system.rows', 'in.rows > file.rows', 'in.rows > early.rows'],
}

const nameOf = (manifest: unknown): string => (typeof manifest === 'string' ? manifest : '')

/** A system that keeps its rows in memory and writes down what happens. */
function memorySystem(
  log: string[],
  options: { readonly approval?: boolean; readonly fail?: () => boolean; readonly forgets?: boolean } = {},
) {
  const staged = new Map<string, readonly string[]>()
  const shown = new Map<string, readonly string[]>()
  const counts = { inserted: options.forgets === true ? 1 : 2, updated: 0, deleted: 0, unchanged: 0 }
  const connector: TargetConnector = {
    name: 'json',
    prepare: async (_config, _columns, batches, context) => {
      const rows: string[] = []
      for await (const batch of batches) for (const value of batch.columns[0] ?? []) rows.push(value ?? '')
      staged.set(context.runId, rows)
      log.push('prepare system')
      const approval = options.approval === true ? [{ code: 'too-many', params: { rows: 2 } }] : []
      return { manifest: context.runId, rejects: [], plan: { node: context.node, target: 'memory', counts, changes: [], approval } }
    },
    apply: (manifest) => {
      if (options.fail?.() === true) throw new Error('no')
      log.push('apply system')
      const before = shown.has(nameOf(manifest))
      if (!before) shown.set(nameOf(manifest), staged.get(nameOf(manifest)) ?? [])
      return Promise.resolve({ counts, before })
    },
    discard: (manifest) => {
      staged.delete(nameOf(manifest))
      log.push('discard system')
      return Promise.resolve()
    },
  }
  const connectors: Connectors = { ...testConnectors(), targets: new Map([['json', connector]]) }
  return { connectors, connector, staged, shown }
}

/** A host that answers the commit as told, and keeps what it was asked. */
function host(log: string[], answer: HostAnswer = 'go', seen?: (question: HostQuestion) => Promise<void>) {
  const manifests: RunManifest[] = []
  const ask = async (question: HostQuestion): Promise<HostAnswer> => {
    log.push(question.type === 'apply' ? `may ${question.node}` : question.type)
    if (question.type === 'commit') manifests.push(question.manifest)
    await seen?.(question)
    return question.type === 'commit' ? answer : 'go'
  }
  return { ask, manifests }
}

const visible = async (folder: string) => Object.keys(await filesBelow(folder)).filter((name) => !name.startsWith('.sluice/')).sort() // prettier-ignore

test('nothing is visible before the host agrees; then sinks apply in the order of their setting, then as drawn', async () => {
  await using folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'id\na\nb\n')
  const log: string[] = []
  const { connectors, shown } = memorySystem(log)
  let before: readonly string[] = ['?']
  const { ask, manifests } = host(log, 'go', async ({ type }) => {
    if (type === 'commit') before = await visible(folders.output)
  })
  const { finished } = await runJob(jobOf(folders, PARTS), { connectors, ask })
  expect(finished).toMatchObject({ status: 'succeeded', outputs: [{ node: 'system', kind: 'system', path: 'memory', rows: 2 }, { node: 'early' }, { node: 'file' }] }) // prettier-ignore
  expect(before).toEqual([])
  expect(log).toEqual(['prepare system', 'prepared', 'commit', 'may system', 'apply system', 'may early', 'may file', 'applied'])
  expect(Object.keys(await filesBelow(folders.output)).sort()).toEqual(['early.csv', 'sub/file.csv'])
  expect([...shown.values()]).toEqual([['a', 'b']])
  expect(JSON.parse(JSON.stringify(manifests[0]))).toEqual(manifests[0])
})

test('a run in which rows vanish asks nobody to commit, takes back what it prepared and shows nothing', async () => {
  await using folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'id\na\nb\n')
  const log: string[] = []
  const { connectors, connector, staged, shown } = memorySystem(log, { forgets: true })
  const { ask } = host(log)
  const system = { id: 'system', type: 'sink.postgresql', config: { connection: { connection: 'db' }, table: 't', mode: 'insert' } }
  const parts = { ...PARTS, nodes: PARTS.nodes.map((node) => (node.id === 'system' ? system : node)) }
  const targets = new Map([['postgresql', connector]])
  const { finished } = await runJob(jobOf(folders, parts), { connectors: { ...connectors, targets }, ask })
  expect(finished).toMatchObject({ status: 'failed', outputs: [] })
  expect(finished.problems.map(({ code }) => code)).toContain('law-of-rows-broken')
  expect(log).toEqual(['prepare system', 'prepared', 'discard system'])
  expect([staged.size, shown.size]).toEqual([0, 0])
  expect(await filesBelow(folders.output)).toEqual({})
})

test('a commit is finished from its manifest alone, and doing it again changes nothing', async () => {
  await using folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'id\na\nb\n')
  const log: string[] = []
  let broken = true
  const { connectors, shown } = memorySystem(log, { fail: () => broken })
  const { ask, manifests } = host(log)
  const { finished } = await runJob(jobOf(folders, PARTS), { connectors, ask })
  expect(finished).toMatchObject({ status: 'failed', outputs: [] })
  expect(log).not.toContain('discard system')
  await rm(path.join(folders.input, 'in.csv'))
  broken = false
  const [manifest] = manifests
  if (manifest === undefined) throw new Error('the host was not asked')
  for (const attempt of [2, 3]) {
    const again = await runJob({ ...jobOf(folders, PARTS), attempt, resume: manifest }, { connectors, ask })
    expect(again.finished).toMatchObject({ status: 'succeeded', outputs: manifest.outputs, nodes: { file: { passed: 2 } } })
  }
  expect([...shown.values()]).toEqual([['a', 'b']])
  expect(await filesBelow(folders.output)).toEqual({ 'early.csv': 'id\na\nb\n', 'sub/file.csv': 'id\na\nb\n' })
})

test('a prepared file that is gone is told, not made up', async () => {
  await using folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'id\na\n')
  const log: string[] = []
  const { connectors } = memorySystem(log, { approval: true })
  const { ask, manifests } = host(log, 'hold')
  await runJob(jobOf(folders, PARTS), { connectors, ask })
  await rm(path.join(folders.output, '.sluice'), { recursive: true })
  const { finished } = await runJob({ ...jobOf(folders, PARTS), attempt: 2, resume: manifests[0]! }, { connectors, ask })
  expect(finished).toMatchObject({ status: 'failed', problems: [{ code: 'prepared-file-gone', nodeId: 'early' }] })
})

test.each([
  ['hold', 'awaiting-approval', 2, 1],
  ['refuse', 'failed', 0, 0],
  ['stop', 'failed', 2, 1],
] as const)('a host that answers "%s" leaves the run %s', async (answer, status, parts, staged) => {
  await using folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'id\na\n')
  const log: string[] = []
  const system = memorySystem(log, { approval: true })
  const { ask } = host(log, answer)
  const { finished } = await runJob(jobOf(folders, PARTS), { connectors: system.connectors, ask })
  expect(finished).toMatchObject({ status, outputs: [] })
  expect(await visible(folders.output)).toEqual([])
  expect(Object.keys(await filesBelow(folders.output))).toHaveLength(parts)
  expect(system.staged.size).toBe(staged)
})

test('who is told to stop before its commit is written down takes away what it has prepared: nobody else will come back for it', async () => {
  await using folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'id\na\n')
  const system = memorySystem([])
  const ask = ({ type }: HostQuestion): Promise<HostAnswer> => Promise.resolve(type === 'prepared' ? 'stop' : 'go')
  const { finished } = await runJob(jobOf(folders, PARTS), { connectors: system.connectors, ask })
  expect(finished).toMatchObject({ status: 'failed', problems: [{ code: 'lease-lost' }] })
  expect([system.staged.size, system.shown.size, Object.keys(await filesBelow(folders.output))]).toEqual([0, 0, []])
})

test('a host that refuses because somebody asked the run to stop leaves it cancelled', async () => {
  await using folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'id\na\n')
  const system = memorySystem([], { approval: true })
  const stop = new AbortController()
  const { ask } = host([], 'refuse', ({ type }) => {
    if (type === 'commit') stop.abort()
    return Promise.resolve()
  })
  const { finished } = await runJob(jobOf(folders, PARTS), { connectors: system.connectors, ask, signal: stop.signal })
  expect(finished).toMatchObject({ status: 'cancelled', problems: [], outputs: [] })
  expect(await filesBelow(folders.output)).toEqual({})
  expect(system.staged.size).toBe(0)
})

test('what was prepared is taken away when somebody refused it', async () => {
  await using folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'id\na\n')
  const log: string[] = []
  const system = memorySystem(log, { approval: true })
  const { ask, manifests } = host(log, 'hold')
  await runJob(jobOf(folders, PARTS), { connectors: system.connectors, ask })
  const job = { ...jobOf(folders, PARTS), attempt: 2, resume: manifests[0]!, discard: true }
  expect((await runJob(job, { connectors: system.connectors, ask })).finished).toMatchObject({ status: 'cancelled' })
  expect(await filesBelow(folders.output)).toEqual({})
  expect(system.staged.size).toBe(0)
})

test('a manifest can not lead out of the output folder', async () => {
  await using folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'id\na\n')
  const log: string[] = []
  const { connectors } = memorySystem(log, { approval: true })
  const { ask, manifests } = host(log, 'hold')
  await runJob(jobOf(folders, PARTS), { connectors, ask })
  const [manifest] = manifests
  for (const step of [
    { kind: 'file' as const, node: 'file', path: 'stolen.csv', part: '../in/in.csv' },
    { kind: 'file' as const, node: 'file', path: '../in/new.csv', part: '.sluice/parts/run-1.1/file.part' },
  ]) {
    const resume = { ...manifest!, steps: [step] }
    const { finished } = await runJob({ ...jobOf(folders, PARTS), attempt: 2, resume }, { connectors, ask })
    expect(finished).toMatchObject({ status: 'failed', problems: [{ code: 'output-path-not-relative' }] })
    await runJob({ ...jobOf(folders, PARTS), attempt: 2, resume, discard: true }, { connectors, ask })
  }
  expect(await filesBelow(folders.input)).toEqual({ 'in.csv': 'id\na\n' })
})
