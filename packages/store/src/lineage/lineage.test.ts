import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { openStore, type Store, type Workspace } from '../store.ts'

let database: TestDatabase
let store: Store
let workspace: Workspace
beforeAll(async () => {
  database = await migratedDatabase()
  store = await openStore(database.url)
  workspace = store.inWorkspace((await store.ensureOwner()).workspaceId, 'Ada')
})
afterAll(async () => {
  await store.close()
  await database[Symbol.asyncDispose]()
})

const output = (path: string) => ({ node: 'out', path, kind: 'file' as const, format: 'csv', rows: 1, bytes: 5 })

/** A finished run of a new flow that wrote the paths. */
async function finished(name: string, paths: readonly string[]) {
  const { id } = await workspace.flows.create(emptyFlow(name))
  await workspace.runs.start(id, { revision: 1, parameters: {}, trigger: 'manual' })
  const run = await store.queue.claim('test')
  if (run === undefined) throw new Error('no run is queued')
  await run.writer.finish({
    nodes: new Map(),
    rejected: [],
    events: [],
    status: 'succeeded',
    durationMs: 1,
    problems: [],
    outputs: paths.map(output),
  })
  return run
}
const keyOf = ({ workspaceId, runId, attempt }: Awaited<ReturnType<typeof finished>>) => ({ workspaceId, runId, attempt })

test('a file leads back to the run that made it, and on to those that read it', async () => {
  const maker = await finished('Maker', ['a.csv', 'b.csv'])
  await store.queue.recordLineage(
    keyOf(maker),
    [{ node: 'crm', kind: 'address', name: 'https://crm.example/customers' }],
    [{ node: 'out', path: 'b.csv', hash: 'b'.repeat(64) }],
  )
  const reader = await finished('Reader', [])
  await store.queue.recordLineage(
    keyOf(reader),
    [
      { node: 'in', kind: 'file', name: 'copy-of-b.csv', hash: 'b'.repeat(64), bytes: 5 },
      { node: 'other', kind: 'file', name: 'x.csv' },
    ],
    [],
  )
  expect((await workspace.runs.lineage(reader.runId)).inputs).toMatchObject([
    { node: 'in', name: 'copy-of-b.csv', bytes: 5, madeBy: { runId: maker.runId, flowName: 'Maker', path: 'b.csv' } },
    { node: 'other', hash: null, madeBy: null },
  ])
  const made = await workspace.runs.lineage(maker.runId)
  expect(made.inputs).toMatchObject([{ kind: 'address', madeBy: null }])
  expect(made.outputs).toMatchObject([
    { path: 'a.csv', hash: null, readBy: [] },
    { path: 'b.csv', hash: 'b'.repeat(64), readBy: [{ runId: reader.runId, flowName: 'Reader' }] },
  ])
})

test('recording again replaces; an attempt that was taken over records nothing', async () => {
  const run = await finished('Again', [])
  const key = keyOf(run)
  await store.queue.recordLineage(key, [{ node: 'a', kind: 'file', name: 'a.csv' }], [])
  await store.queue.recordLineage(key, [{ node: 'b', kind: 'file', name: 'b.csv' }], [])
  await store.queue.recordLineage({ ...key, attempt: key.attempt + 1 }, [{ node: 'c', kind: 'file', name: 'c.csv' }], [])
  expect((await workspace.runs.lineage(run.runId)).inputs).toMatchObject([{ node: 'b' }])
})

test('another workspace sees nothing, and its equal file is another file', async () => {
  const maker = await finished('Mine', ['a.csv'])
  await store.queue.recordLineage(keyOf(maker), [], [{ node: 'out', path: 'a.csv', hash: 'a'.repeat(64) }])
  const other = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Other' } })).id, 'Eve')
  await expect(other.runs.lineage(maker.runId)).rejects.toMatchObject({ code: 'not-found' })
  const { id } = await other.flows.create(emptyFlow('Theirs'))
  await other.runs.start(id, { revision: 1, parameters: {}, trigger: 'manual' })
  const theirs = await store.queue.claim('test')
  if (theirs === undefined) throw new Error('no run is queued')
  await store.queue.recordLineage(theirs.writer.key, [{ node: 'in', kind: 'file', name: 'a.csv', hash: 'a'.repeat(64) }], [])
  expect((await other.runs.lineage(theirs.runId)).inputs).toMatchObject([{ madeBy: null }])
})
