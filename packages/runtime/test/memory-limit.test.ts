import { emptyFlow } from '@sluice/flow'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultEntry } from '../src/index.ts'
import { columns, edge, node } from './flow-run.ts'
import { job, scriptedPool } from './host.ts'

/** Rows of one key; joined with themselves they are as many squared. */
const rows = Array.from({ length: 2_500 }, (_, i) => `k,${'text of a row '.repeat(6)}${i}`).join('\n')

test('a group whose list outgrows the memory of its run ends it with its node and the limit', async () => {
  const pool = scriptedPool({ entry: defaultEntry() })
  const nodes = [
    node('in', 'source.csv', { path: 'in.csv', columns: columns('k', 'v') }),
    node('pairs', 'combine.join', { keys: [{ left: 'k', right: 'k' }] }),
    node('all', 'map.aggregate', { columns: ['k'], measures: [{ function: 'list', column: 'v', name: 'all' }] }),
    node('out', 'sink.csv', { path: 'out.csv' }),
  ]
  const edges = [edge('in', 'pairs.left'), edge('in', 'pairs.right'), edge('pairs', 'all'), edge('all', 'out')]
  const work = await job('memory', { flow: { ...emptyFlow('memory'), nodes, edges }, limits: { memoryMb: 768, threads: 2 } })
  await writeFile(join(work.folders.input, 'in.csv'), `k,v\n${rows}\n`)
  const result = await pool.run(work, () => undefined)
  expect(result).toMatchObject({
    status: 'failed',
    outputs: [],
    problems: expect.arrayContaining([{ severity: 'error', code: 'memory-limit', nodeId: 'all', params: { limitMb: 768 } }]) as unknown,
  })
  expect(existsSync(join(work.folders.output, 'out.csv'))).toBe(false)
})
