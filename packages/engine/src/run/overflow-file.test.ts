import { BIG_INTEGER, col, convertTo, INTEGER, isMissing, TEXT, type DataType } from '@sluice/plan'
import { readdir, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { runPlan, testFolders, type PlanRun } from '../test/run-plan.ts'
import { overflowFile } from './overflow-file.ts'
import { databaseMemoryMb } from './session.ts'

test('rows go to a file when they would take most of the memory', async () => {
  await using folders = await testFolders()
  const csv = path.join(folders.input, 'a.csv')
  await writeFile(csv, '')
  await truncate(csv, 500_000_000)
  expect(await overflowFile(csv, 1_000, folders.work)).toBeUndefined()
  expect(path.dirname((await overflowFile(csv, 700, folders.work)) ?? '')).toBe(folders.work)
  expect(await readdir(folders.work)).toEqual([])
  await truncate(csv, Buffer.byteLength(LARGE))
  expect(await overflowFile(csv, databaseMemoryMb(SMALL_MB), folders.work)).toBeDefined()
  expect(await overflowFile(csv, databaseMemoryMb(LARGE_MB), folders.work)).toBeUndefined()
})

const SMALL_MB = 600
const LARGE_MB = 4_096
const ROWS = 32_000
/** Some keys are no numbers, many are beyond what a floating number holds; the filler makes the file too large for the memory of the smallest run. */
const LARGE = ['key,value,filler', ...Array.from({ length: ROWS }, (_, i) => `${i % 100 === 7 ? 'x' : 9_007_199_254_740_000n + BigInt(i % 4_000)},${i % 3 === 0 ? '' : `"v ${i}, é"`},${'f'.repeat(4_000)}`), ''].join('\n') // prettier-ignore

function latest(memoryMb: number, type: DataType): Promise<PlanRun> {
  return runPlan(
    (builder) => {
      const source = builder.forNode('in')
      const columns = ['key', 'value', 'filler'].map((name) => ({ name, type: TEXT }))
      const scan = source.scan('csv', { path: 'in.csv' }, columns)
      const [key, value] = [scan.columns[0]!, scan.columns[1]!]
      const number = convertTo(col(key), type)
      const split = source.split(scan, [{ code: 'type-mismatch', column: 'key', when: isMissing(number), value: col(key), params: {} }])
      const typed = source.project(split, [{ name: 'key', value: number }, value])
      const rejected = source.rejected([scan, split], scan.columns)
      builder.output({ node: 'in', port: 'rows', relation: typed.id })
      builder.output({ node: 'in', port: 'rejected', relation: rejected.id })
      const node = builder.forNode('first')
      const first = node.firstPerKey(typed, [col(typed.columns[0]!)], [], 'last')
      builder.input({ node: 'first', port: 'rows', index: 0, from: { node: 'in', port: 'rows' }, relation: typed.id })
      builder.output({ node: 'first', port: 'rows', relation: first.id })
      builder.forNode('out').write(first, 'csv', { path: 'out.csv' })
      builder.input({ node: 'out', port: 'rows', index: 0, from: { node: 'first', port: 'rows' }, relation: first.id })
      builder.forNode('bad').write(rejected, 'csv', { path: 'bad.csv' })
      builder.input({ node: 'bad', port: 'rows', index: 0, from: { node: 'in', port: 'rejected' }, relation: rejected.id })
    },
    { inputs: { 'in.csv': LARGE }, memoryMb },
  )
}

test.each([
  ['in a file', INTEGER],
  ['in a table where a file would round them', BIG_INTEGER],
])('rows kept %s give the same bytes and counts as with plenty of memory', async (_where, type) => {
  const small = await latest(SMALL_MB, type)
  expect(small).toEqual(await latest(LARGE_MB, type))
  expect(small.broken).toEqual([])
  expect(small.counts.in).toMatchObject({ in: { records: ROWS }, passed: ROWS - 320, rejected: 320 })
  const lines = small.files['out.csv']?.split('\n') ?? []
  expect(lines).toHaveLength(3_960 + 2)
  expect(lines[1]).toBe(`9007199254740000,"v 28000, é"`)
})
