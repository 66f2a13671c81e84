import { mkdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { SourceBatch } from '../connector.ts'
import { batchSource, testConnectors } from '../test/connectors.ts'
import { filesBelow, jobOf, putFile, runJob, type FlowParts } from '../test/run-events.ts'
import { testFolders } from '../test/run-plan.ts'

const COLUMNS = [
  { source: 'id', name: 'id', type: 'integer' },
  { source: 'name', name: 'name', type: 'text' },
]

const copy = (out: string, more: Partial<FlowParts> = {}): FlowParts => ({
  nodes: [
    { id: 'in', type: 'source.csv', config: { path: 'in.csv', columns: COLUMNS } },
    { id: 'out', type: 'sink.csv', config: { path: out } },
    ...(more.nodes ?? []),
  ],
  edges: ['in.rows > out.rows', ...(more.edges ?? [])],
})

test('a run tells what happens and leaves its files and a manifest', async () => {
  await using folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'id,name\n1,Ann\nx,Ben\n3,\n')
  const { events, finished } = await runJob(jobOf(folders, copy('sub/out.csv')))
  expect(finished).toMatchObject({
    status: 'succeeded-with-rejects',
    nodes: { in: { in: { records: 3 }, passed: 2, rejected: 1 }, out: { in: { rows: 2 }, passed: 2 } },
    outputs: [{ node: 'out', path: 'sub/out.csv', kind: 'file', format: 'csv', rows: 2, bytes: 17 }],
  })
  const files = await filesBelow(folders.output)
  expect(Object.keys(files).sort()).toEqual(['.sluice/run-1.manifest.json', 'sub/out.csv'])
  expect(files['sub/out.csv']).toBe('id,name\n1,Ann\n3,\n')
  expect(JSON.parse(files['.sluice/run-1.manifest.json'] ?? '')).toMatchObject({ runId: 'run-1', state: 'committed' })
  const statuses = events.flatMap((event) => (event.type === 'node-status' ? [`${event.node} ${event.status}`] : []))
  expect(statuses).toEqual(['in running', 'in done', 'out running', 'out done'])
  expect(events.find((event) => event.type === 'rejected')).toMatchObject({
    rows: [{ node: 'in', code: 'type-mismatch', column: 'id', value: 'x', row: { id: 'x', name: 'Ben' } }],
  })
})

test('a run that fails leaves nothing, not even a folder, and keeps what was there', async () => {
  await using folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'id,name\n1,Ann\n')
  await putFile(folders.output, 'out.csv', 'old')
  const broken = batchSource('json', async function* (): AsyncIterable<SourceBatch> {
    yield { columns: [['1'], ['a']], rejects: [] }
    yield await Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }))
  })
  const parts = copy('out.csv', {
    nodes: [
      { id: 'late', type: 'source.json', config: { path: 'x.json', columns: COLUMNS } },
      { id: 'second', type: 'sink.csv', config: { path: 'new/second.csv' } },
    ],
    edges: ['late.rows > second.rows'],
  })
  const { finished } = await runJob(jobOf(folders, parts), { connectors: testConnectors(broken) })
  expect(finished.status).toBe('failed')
  expect(finished.problems.filter((problem) => problem.severity === 'error')).toMatchObject([{ code: 'disk-full', nodeId: 'late' }])
  expect(await filesBelow(folders.output)).toEqual({ 'out.csv': 'old' })
})

test('a cancelled run ends while rows still come, and leaves nothing', async () => {
  await using folders = await testFolders()
  const abort = new AbortController()
  const endless = batchSource('json', async function* (): AsyncIterable<SourceBatch> {
    const column = Array.from({ length: 2048 }, (_, i) => String(i))
    for (;;) yield await Promise.resolve({ columns: [column, column], rejects: [] })
  })
  const parts: FlowParts = {
    nodes: [
      { id: 'in', type: 'source.json', config: { path: 'x.json', columns: COLUMNS } },
      { id: 'out', type: 'sink.csv', config: { path: 'out.csv' } },
    ],
    edges: ['in.rows > out.rows'],
  }
  const { finished } = await runJob(jobOf(folders, parts), {
    connectors: testConnectors(endless),
    signal: abort.signal,
    onEvent: (event) => {
      // Live counts prove that the run is under way.
      if (event.type === 'counts') abort.abort()
    },
  })
  expect(finished.status).toBe('cancelled')
  expect(finished.nodes.in?.in.records).toBeGreaterThan(0)
  expect(await filesBelow(folders.output)).toEqual({})
})

test('a statement in the middle of its work is interrupted', async () => {
  await using folders = await testFolders()
  const abort = new AbortController()
  await putFile(folders.input, 'in.csv', `id,name\n${'1,a\n'.repeat(20_000)}`)
  const parts: FlowParts = {
    nodes: [
      { id: 'in', type: 'source.csv', config: { path: 'in.csv', columns: COLUMNS } },
      { id: 'join', type: 'combine.join', config: { keys: [{ left: 'id', right: 'id' }] } },
      { id: 'out', type: 'sink.csv', config: { path: 'out.csv' } },
    ],
    edges: ['in.rows > join.left', 'in.rows > join.right', 'join.rows > out.rows'],
  }
  // 400 million pairs: this never ends by itself in the time of a test.
  const { finished } = await runJob(jobOf(folders, parts), {
    signal: abort.signal,
    onEvent: (event) => {
      if (event.type === 'node-status' && event.node === 'join' && event.status === 'running') setImmediate(() => abort.abort())
    },
  })
  expect(finished.status).toBe('cancelled')
  expect(await filesBelow(folders.output)).toEqual({})
})

test('a run past its time limit fails and says so', async () => {
  await using folders = await testFolders()
  const slow = batchSource('json', async function* (): AsyncIterable<SourceBatch> {
    for (;;) yield await Promise.resolve({ columns: [['1'], ['a']], rejects: [] })
  })
  const parts: FlowParts = {
    nodes: [
      { id: 'in', type: 'source.json', config: { path: 'x.json', columns: COLUMNS } },
      { id: 'out', type: 'sink.csv', config: { path: 'out.csv' } },
    ],
    edges: ['in.rows > out.rows'],
  }
  const { finished } = await runJob(jobOf(folders, parts, { timeMs: 300 }), { connectors: testConnectors(slow) })
  expect(finished.status).toBe('failed')
  expect(finished.problems.map((problem) => problem.code)).toContain('time-limit')
})

test('outputs stay inside their folder', async () => {
  await using folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'id,name\n1,Ann\n')
  await symlink(folders.input, path.join(folders.output, 'link'))
  await mkdir(path.join(folders.output, 'folder'))
  for (const [file, code] of [
    ['link/out.csv', 'output-path-blocked'],
    ['folder', 'output-path-blocked'],
    ['a\u{1}b', 'path-not-posix'],
  ] as const) {
    const { finished } = await runJob(jobOf(folders, copy(file)))
    expect([finished.status, ...finished.problems.map((problem) => problem.code)], file).toEqual(['failed', code])
  }
  const twice = copy('out.csv', {
    nodes: [{ id: 'again', type: 'sink.csv', config: { path: 'out.csv' } }],
    edges: ['in.rows > again.rows'],
  })
  const { finished } = await runJob(jobOf(folders, twice))
  expect(finished.problems.map((problem) => problem.code)).toEqual(['same-output-path'])
})
