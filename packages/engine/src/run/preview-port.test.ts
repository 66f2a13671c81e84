import { expect, test } from 'vitest'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { batchSource, testConnectors } from '../test/connectors.ts'
import { jobOf, putFile, type FlowParts } from '../test/run-events.ts'
import { testFolders } from '../test/run-plan.ts'
import type { PreviewJob, PreviewResult } from '../job.ts'
import { previewPort } from './preview-port.ts'

const columns = (...names: readonly string[]) =>
  names.map((entry) => {
    const [name = '', type = 'text'] = entry.split(':')
    return { source: name, name, type }
  })

interface Look extends FlowParts {
  readonly files: Readonly<Record<string, string>>
  readonly at: string
  readonly sampleRows?: number
  readonly pageRows?: number
}

/** Previews the port `node.port` of a flow over files. */
async function preview(
  { files, at, sampleRows = 100, pageRows = 100, ...parts }: Look,
  connectors = testConnectors(),
): Promise<PreviewResult> {
  await using folders = await testFolders()
  for (const [name, content] of Object.entries(files)) await putFile(folders.input, name, content)
  const [node = '', port = ''] = at.split('.')
  const job: PreviewJob = { ...jobOf(folders, parts), node, port, sampleRows, pageRows }
  return await previewPort(job, connectors)
}

const people = {
  files: { 'in.csv': 'id,name\n1,Ann\nx,Ben\n3,\n4,Dan\n' },
  nodes: [
    { id: 'in', type: 'source.csv', config: { path: 'in.csv', columns: columns('id:integer', 'name') } },
    { id: 'filter', type: 'clean.filter', config: { mode: 'expression', expression: 'id > 1' } },
    { id: 'out', type: 'sink.csv', config: { path: 'out.csv' } },
  ],
  edges: ['in.rows > filter.rows', 'filter.rows > out.rows'],
}

test('a port shows its rows with their types, and how many there are beyond the page', async () => {
  const all = await preview({ ...people, at: 'in.rows' })
  expect(all).toMatchObject({ rows: [['1', 'Ann'], ['3', null], ['4', 'Dan']], total: 3, sampled: false, problems: [] }) // prettier-ignore
  expect(all.columns).toEqual([
    { name: 'id', type: 'integer' },
    { name: 'name', type: 'text' },
  ])
  expect(await preview({ ...people, at: 'in.rows', pageRows: 2 })).toMatchObject({ rows: [['1', 'Ann'], ['3', null]], total: 3 }) // prettier-ignore
})

test('what a node rejects or removes can be looked at', async () => {
  const rejected = await preview({ ...people, at: 'in.rejected' })
  const names = rejected.columns.map((column) => column.name)
  const row = Object.fromEntries(names.map((name, i) => [name, rejected.rows[0]?.[i]]))
  expect(row).toMatchObject({ id: 'x', name: 'Ben', _error_code: 'type-mismatch', _error_column: 'id', _error_value: 'x' })
  expect(rejected.total).toBe(1)
  expect(await preview({ ...people, at: 'filter.removed' })).toMatchObject({ rows: [['1', 'Ann']], total: 1 })
})

test('figures are of a sample when a source was cut, and only then', async () => {
  expect(await preview({ ...people, at: 'filter.rows', sampleRows: 2 })).toMatchObject({ sampled: true })
  expect(await preview({ ...people, at: 'filter.rows', sampleRows: 5 })).toMatchObject({ sampled: false, total: 2 })
})

test('the right side of a join is read whole, so that a sample of the left side finds its partners', async () => {
  const right = Array.from({ length: 50 }, (_, i) => `${i},name ${i}`).join('\n')
  const parts = {
    files: { 'left.csv': 'k\n49\n48\n47\n', 'right.csv': `k,name\n${right}\n` },
    nodes: [
      { id: 'left', type: 'source.csv', config: { path: 'left.csv', columns: columns('k') } },
      { id: 'right', type: 'source.csv', config: { path: 'right.csv', columns: columns('k', 'name') } },
      { id: 'join', type: 'combine.join', config: { keys: [{ left: 'k', right: 'k' }] } },
    ],
    edges: ['left.rows > join.left', 'right.rows > join.right'],
  }
  const found = await preview({ ...parts, at: 'join.rows', sampleRows: 2 })
  expect(found).toMatchObject({ total: 2, sampled: true })
  expect(found.rows.map((row) => row.at(-1))).toEqual(['name 49', 'name 48'])
})

test('a sink, a node or a port that is not there shows nothing', async () => {
  for (const at of ['out.rows', 'nowhere.rows', 'filter.nothing'])
    expect(await preview({ ...people, at }), at).toMatchObject({ columns: [], rows: [], total: 0, profile: [] })
})

test('problems of other nodes do not hinder it and are not told; those on the way are', async () => {
  const nodes = [...people.nodes, { id: 'broken', type: 'clean.filter', config: { mode: 'expression', expression: 'nope = 1' } }]
  const edges = [...people.edges, 'filter.rows > broken.rows']
  expect(await preview({ ...people, nodes, edges, at: 'filter.rows' })).toMatchObject({ total: 2, problems: [] })
  const there = await preview({ ...people, nodes, edges, at: 'broken.rows' })
  expect(there.problems.map(({ nodeId, severity }) => [nodeId, severity])).toContainEqual(['broken', 'error'])
})

test('a file that is not there, or a source that fails, is a problem at its node', async () => {
  const absent = await preview({ ...people, files: {}, at: 'filter.rows' })
  expect(absent).toMatchObject({ rows: [], problems: [{ code: 'file-not-readable', nodeId: 'in' }] })
  const full = batchSource('json', async function* () {
    yield await Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }))
  })
  const source = { id: 'in', type: 'source.json', config: { path: 'x.json', columns: columns('id') } }
  const failing = await preview({ files: {}, nodes: [source], edges: [], at: 'in.rows' }, testConnectors(full))
  expect(failing.problems.filter((problem) => problem.severity === 'error')).toMatchObject([{ code: 'disk-full', nodeId: 'in' }])
})

test('a preview that nobody waits for any more ends', async () => {
  await using folders = await testFolders()
  const abort = new AbortController()
  const endless = batchSource('json', async function* () {
    for (let batch = 0; ; batch++) {
      if (batch === 3) abort.abort(new Error('gone'))
      yield await Promise.resolve({ columns: [['1']], rejects: [] })
    }
  })
  const source = { id: 'in', type: 'source.json', config: { path: 'x.json', columns: columns('id') } }
  const job: PreviewJob = { ...jobOf(folders, { nodes: [source], edges: [] }), node: 'in', port: 'rows', sampleRows: 10, pageRows: 10 }
  await expect(previewPort(job, testConnectors(endless), abort.signal)).rejects.toThrow('gone')
})

test('an API is asked once for all previews with the same settings, and again when somebody wants new rows', async () => {
  await using folders = await testFolders()
  let asked = 0
  const api = {
    ...batchSource('json', async function* () {
      yield await Promise.resolve({ columns: [[`answer ${++asked}`, null]], rejects: [] })
    }),
    remote: true,
  }
  const parts = (url: string): FlowParts => ({
    nodes: [
      { id: 'in', type: 'source.json', config: { path: url, columns: columns('name') } },
      { id: 'filter', type: 'clean.filter', config: { mode: 'expression', expression: 'name is not null' } },
    ],
    edges: ['in.rows > filter.rows'],
  })
  const samples = path.join(folders.work, 'samples')
  const look = async (node: string, more: { readonly url?: string; readonly refresh?: boolean; readonly samples?: string } = {}) => {
    const { url = 'a.json', ...rest } = more
    const work = path.join(folders.work, crypto.randomUUID())
    await mkdir(work)
    const job = {
      ...jobOf(folders, parts(url)),
      folders: { ...folders, work },
      node,
      port: 'rows',
      sampleRows: 100,
      pageRows: 100,
      samples,
    }
    return previewPort({ ...job, ...rest }, testConnectors(api))
  }
  const first = await look('in')
  expect(first.rows).toEqual([['answer 1'], [null]])
  const later = await look('filter')
  expect(later).toMatchObject({ rows: [['answer 1']], sampledAt: first.sampledAt })
  expect((await look('in', { url: 'b.json' })).rows[0]).toEqual(['answer 2'])
  const anew = await look('filter', { refresh: true })
  expect(anew.rows).toEqual([['answer 3']])
  expect((await look('in')).sampledAt).toBe(anew.sampledAt)
  // A sample that was damaged is as good as none.
  for (const name of await readdir(samples)) await writeFile(path.join(samples, name), 'x')
  expect((await look('in')).rows[0]).toEqual(['answer 4'])
  expect((await preview({ ...people, at: 'in.rows' })).sampledAt).toBeUndefined()
})

test('a sample that was cut short by a failure is not kept', async () => {
  await using folders = await testFolders()
  let asked = 0
  const flaky = {
    ...batchSource('json', async function* () {
      yield await Promise.resolve({ columns: [['a']], rejects: [] })
      if (++asked === 1) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' })
    }),
    remote: true,
  }
  const parts: FlowParts = { nodes: [{ id: 'in', type: 'source.json', config: { path: 'a.json', columns: columns('name') } }], edges: [] }
  const samples = path.join(folders.work, 'samples')
  const job = { ...jobOf(folders, parts), node: 'in', port: 'rows', sampleRows: 100, pageRows: 100, samples }
  expect((await previewPort(job, testConnectors(flaky))).problems.filter(({ severity }) => severity === 'error')).toHaveLength(1)
  expect(await readdir(samples).catch(() => [])).toEqual([])
  expect((await previewPort(job, testConnectors(flaky))).rows).toEqual([['a']])
})
