import { emptyFlow } from '@sluice/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratedDatabase, type TestDatabase } from '../../test/database.ts'
import { type Finish } from '../queue/attempt.ts'
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

const nothing = { nodes: new Map(), rejected: [], events: [], status: 'succeeded' as const, durationMs: 1, problems: [], outputs: [] }
const output = (path: string, hash?: string) => ({ node: 'out', path, kind: 'file' as const, format: 'csv', rows: 1, bytes: 5, ...(hash === undefined ? {} : { hash }) }) // prettier-ignore
const table = (name: string) => ({ ...output(name), kind: 'system' as const })

async function begun(name: string, of: Workspace = workspace) {
  const { id } = await of.flows.create(emptyFlow(name))
  await of.runs.start(id, { revision: 1, parameters: {}, trigger: 'manual' })
  const run = await store.queue.claim('test')
  if (run === undefined) throw new Error('no run is queued')
  return run
}

/** A finished run of a new flow. */
async function finished(name: string, end: Partial<Pick<Finish, 'outputs' | 'inputs'>>, of: Workspace = workspace) {
  const run = await begun(name, of)
  await run.writer.finish({ ...nothing, ...end })
  return run
}

test('a file leads back to the run that made it, and on to those that read it', async () => {
  const maker = await finished('Maker', {
    inputs: [{ node: 'crm', kind: 'address', name: 'https://crm.example/customers' }],
    outputs: [output('a.csv'), output('b.csv', 'b'.repeat(64)), table('db: people')],
  })
  const reader = await finished('Reader', {
    inputs: [
      { node: 'in', kind: 'file', name: 'copy-of-b.csv', hash: 'b'.repeat(64), bytes: 5 },
      { node: 'other', kind: 'file', name: 'x\u0000.csv' },
      { node: 'people', kind: 'table', name: 'db: people' },
      { node: 'unknown', kind: 'table', name: 'db: orders' },
    ],
  })
  expect((await workspace.runs.lineage(reader.runId)).inputs).toMatchObject([
    { node: 'in', name: 'copy-of-b.csv', bytes: 5, madeBy: { runId: maker.runId, flowName: 'Maker', path: 'b.csv' } },
    { node: 'other', name: 'x␀.csv', hash: null, madeBy: null },
    { node: 'people', madeBy: { runId: maker.runId, path: 'db: people' } },
    { node: 'unknown', madeBy: null },
  ])
  const made = await workspace.runs.lineage(maker.runId)
  expect(made.inputs).toMatchObject([{ kind: 'address', madeBy: null }])
  expect(made.outputs).toMatchObject([
    { path: 'a.csv', hash: null, readBy: [] },
    { path: 'b.csv', hash: 'b'.repeat(64), readBy: [{ runId: reader.runId, flowName: 'Reader' }] },
    { path: 'db: people', hash: null, readBy: [{ runId: reader.runId }] },
  ])
  const run = await workspace.runs.read(maker.runId)
  expect(run.outputs.every((told) => !('hash' in told))).toBe(true)
})

test('what comes later made nothing that was read before', async () => {
  const reader = await begun('Early')
  await finished('Late', { outputs: [output('c.csv', 'c'.repeat(64))] })
  await reader.writer.finish({ ...nothing, inputs: [{ node: 'in', kind: 'file', name: 'c.csv', hash: 'c'.repeat(64), bytes: 5 }] })
  expect((await workspace.runs.lineage(reader.runId)).inputs).toMatchObject([{ node: 'in', madeBy: null }])
})

test('the last end tells; an attempt that was taken over tells nothing, and one that knows nothing leaves what is there', async () => {
  const run = await finished('Again', { inputs: [{ node: 'a', kind: 'file', name: 'a.csv' }] })
  const { database: db } = store
  const again = () => db.run.update({ where: { id: run.runId }, data: { status: 'running' } })
  await again()
  await run.writer.finish({ ...nothing, inputs: [{ node: 'b', kind: 'file', name: 'b.csv' }] })
  await again()
  await run.writer.finish(nothing)
  await expect(run.writer.finish({ ...nothing, inputs: [{ node: 'c', kind: 'file', name: 'c.csv' }] })).rejects.toMatchObject({ code: 'lease-lost' }) // prettier-ignore
  expect((await workspace.runs.lineage(run.runId)).inputs).toMatchObject([{ node: 'b' }])
})

test('another workspace sees nothing, and its equal file is another file', async () => {
  const maker = await finished('Mine', { outputs: [output('a.csv', 'a'.repeat(64))] })
  const other = store.inWorkspace((await store.database.workspace.create({ data: { name: 'Other' } })).id, 'Eve')
  await expect(other.runs.lineage(maker.runId)).rejects.toMatchObject({ code: 'not-found' })
  const theirs = await finished('Theirs', { inputs: [{ node: 'in', kind: 'file', name: 'a.csv', hash: 'a'.repeat(64) }] }, other)
  expect((await other.runs.lineage(theirs.runId)).inputs).toMatchObject([{ madeBy: null }])
})
