import { expect, test } from 'vitest'
import { columns, copyCsv, node, runOn, type Ran } from './flow-run.ts'

const copy = (cell: string): Promise<Ran> => {
  const source = node('in', 'source.csv', { path: 'in.csv', columns: columns('a', 'b') })
  return runOn({ files: { 'in.csv': `a,b\n1,"${cell}"\n2,y\n` }, ...copyCsv(source), job: { limits: { memoryMb: 768, threads: 2 } } })
}

test('a cell close to the limit of a line comes through a run with the least memory', async () => {
  const cell = 'x'.repeat(12_000_000)
  const ran = await copy(cell)
  expect(ran.result.problems).toEqual([])
  expect((await ran.output('out.csv')) === `a,b\n1,${cell}\n2,y\n`).toBe(true)
})

test('a line past the limit is told with the limit', async () => {
  const ran = await copy('x'.repeat(17_000_000))
  expect(ran.result).toMatchObject({ status: 'failed', outputs: [] })
  expect(ran.result.problems).toMatchObject([{ code: 'line-too-long', nodeId: 'in', params: { limit: '16 MB' } }])
})
