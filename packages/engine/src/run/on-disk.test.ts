import type * as FileSystem from 'node:fs/promises'
import { beforeEach, expect, test, vi } from 'vitest'
import type { RunManifest } from '../manifest.ts'
import { filesBelow, jobOf, putFile, runJob, type FlowParts } from '../test/run-events.ts'
import { testFolders } from '../test/run-plan.ts'

/** What the disk answers when a path with this text in it is synced, or renamed. */
const disk = vi.hoisted(() => ({ sync: new Map<string, string>(), rename: new Map<string, string>(), asked: [] as string[] }))

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof FileSystem>()
  const refuse = (faults: ReadonlyMap<string, string>, file: unknown): void => {
    disk.asked.push(String(file))
    for (const [part, code] of faults) if (String(file).includes(part)) throw Object.assign(new Error(`${code}: refused`), { code })
  }
  return {
    ...real,
    rename: async (from: string, to: string) => {
      refuse(disk.rename, from)
      await real.rename(from, to)
    },
    open: async (file: string, flags?: string) => {
      const handle = await real.open(file, flags)
      const sync = handle.sync.bind(handle)
      handle.sync = async () => {
        refuse(disk.sync, file)
        await sync()
      }
      return handle
    },
  }
})

beforeEach(() => {
  disk.sync.clear()
  disk.rename.clear()
  disk.asked.length = 0
})

const FLOW: FlowParts = {
  nodes: [
    { id: 'in', type: 'source.csv', config: { path: 'in.csv', columns: [{ source: 'id', name: 'id', type: 'text' }] } },
    { id: 'out', type: 'sink.csv', config: { path: 'out.csv' } },
  ],
  edges: ['in.rows > out.rows'],
}

async function withOldOutput() {
  const folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'id\nnew\n')
  await putFile(folders.output, 'out.csv', 'old')
  return folders
}

test.each([
  ['EIO', 'output-not-stored'],
  ['ENOSPC', 'output-disk-full'],
  ['EDQUOT', 'output-disk-full'],
])('a part that can not be synced (%s) fails the run as %s; the old file stands, no part is left', async (reason, code) => {
  await using folders = await withOldOutput()
  disk.sync.set('out.part', reason)
  const { finished } = await runJob(jobOf(folders, FLOW))
  expect(finished).toMatchObject({
    status: 'failed',
    outputs: [],
    problems: [{ code, nodeId: 'out', params: { path: 'out.csv', reason } }],
  })
  expect(finished.retryable).toBeUndefined()
  expect(await filesBelow(folders.output)).toEqual({ 'out.csv': 'old' })
})

test.each(['EIO', 'EACCES', 'ENOSPC'])('a rename that fails (%s) leaves the old file; the commit is finished once the disk is well', async (reason) => {
  await using folders = await withOldOutput()
  let manifest: RunManifest | undefined
  const ask = (question: { type: string; manifest?: RunManifest }) => {
    if (question.type === 'commit') manifest = question.manifest
    return Promise.resolve('go' as const)
  }
  disk.rename.set('out.part', reason)
  const { finished } = await runJob(jobOf(folders, FLOW), { ask })
  expect(finished).toMatchObject({ status: 'failed', retryable: true, problems: [{ code: 'output-not-replaced', nodeId: 'out', params: { path: 'out.csv', reason } }] }) // prettier-ignore
  expect((await filesBelow(folders.output))['out.csv']).toBe('old')
  disk.rename.clear()
  const again = await runJob({ ...jobOf(folders, FLOW), attempt: 2, resume: manifest! }, { ask })
  expect(again.finished).toMatchObject({ status: 'succeeded' })
  expect(await filesBelow(folders.output)).toEqual({ 'out.csv': 'id\nnew\n' })
}) // prettier-ignore

test('a folder that can not be synced behind the rename is told, and the commit is finished from there', async () => {
  await using folders = await withOldOutput()
  let manifest: RunManifest | undefined
  const ask = (question: { type: string; manifest?: RunManifest }) => {
    if (question.type !== 'commit') return Promise.resolve('go' as const)
    manifest = question.manifest
    // Only the folder of the output itself is synced from here on.
    disk.sync.set(folders.output, 'EIO')
    return Promise.resolve('go' as const)
  }
  const { finished } = await runJob(jobOf(folders, FLOW), { ask })
  expect(finished).toMatchObject({ status: 'failed', retryable: true, problems: [{ code: 'output-not-settled', params: { path: 'out.csv', reason: 'EIO' } }] }) // prettier-ignore
  disk.sync.clear()
  expect((await runJob({ ...jobOf(folders, FLOW), attempt: 2, resume: manifest! }, { ask })).finished).toMatchObject({
    status: 'succeeded',
  })
  expect(await filesBelow(folders.output)).toEqual({ 'out.csv': 'id\nnew\n' })
})

test('the part is synced before the commit is asked for, and its folder too', async () => {
  await using folders = await withOldOutput()
  let before: readonly string[] = []
  await runJob(jobOf(folders, FLOW), {
    ask: (question) => {
      if (question.type === 'commit') before = [...disk.asked]
      return Promise.resolve('go')
    },
  })
  expect(before.map((file) => file.slice(file.indexOf('.sluice')))).toEqual(['.sluice/parts/run-1.1/out.part', '.sluice/parts/run-1.1'])
})
