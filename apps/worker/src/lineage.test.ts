import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Lineage } from './lineage.ts'

const FILE = { node: 'in', kind: 'file', name: 'in.csv' } as const
const TABLE = { node: 'table', kind: 'table', name: 'db: people' } as const
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lineage-'))
  await writeFile(join(folder, 'in.csv'), 'a\n1\n')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const lineage = (signal = new AbortController().signal, told?: readonly (typeof FILE)[]): Lineage =>
  new Lineage({ input: folder, output: folder, work: folder }, signal, told)

test('inputs are told with hash and size, as of the first time they are asked for', async () => {
  const read = lineage()
  await read.note([FILE, TABLE, { ...FILE, name: 'gone.csv' }])
  const expected = [{ ...FILE, hash: sha256('a\n1\n'), bytes: 4 }, TABLE, { ...FILE, name: 'gone.csv' }]
  expect(await read.inputs()).toEqual(expected)
  await writeFile(join(folder, 'in.csv'), 'a\n22\n')
  expect(await read.inputs()).toEqual(expected)
})

test('a file that is no longer the one that was noted has no hash', async () => {
  const read = lineage()
  await read.note([FILE])
  await writeFile(join(folder, 'in.csv'), 'a\n22\n')
  expect(await read.inputs()).toEqual([FILE])
})

test('what an earlier attempt told is told again, and an attempt that read nothing tells nothing', async () => {
  expect(await lineage(undefined, [{ ...FILE }]).inputs()).toEqual([FILE])
  expect(await lineage().inputs()).toBeUndefined()
})

test('nobody waits for the hashes of a run that was stopped or has come to nothing', async () => {
  const stopped = lineage(AbortSignal.abort())
  await stopped.note([FILE])
  expect(await stopped.inputs()).toEqual([FILE])
  const failed = lineage()
  await failed.note([FILE])
  failed.hurry()
  expect(await failed.inputs()).toEqual([FILE])
})

test('outputs that are files get the hash of their content; one that is gone has none', async () => {
  const outputs = [{ path: 'in.csv', kind: 'file' }, { path: 'gone.csv', kind: 'file' }, { path: 'db: people', kind: 'system' }] as const // prettier-ignore
  expect(await lineage().withHashes(outputs)).toEqual([{ ...outputs[0], hash: sha256('a\n1\n') }, outputs[1], outputs[2]])
})
