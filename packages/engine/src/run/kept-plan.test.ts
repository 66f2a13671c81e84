import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { batchSource, testConnectors } from '../test/connectors.ts'
import { filesBelow, jobOf, runJob, type FlowParts } from '../test/run-events.ts'
import { testFolders } from '../test/run-plan.ts'
import { planOf } from './kept-plan.ts'

const flowWith = (expression: string, rows: string, out: string): FlowParts => ({
  nodes: [
    { id: 'in', type: 'source.json', config: { path: rows, columns: [{ source: 'n', name: 'n', type: 'integer' }] } },
    { id: 'more', type: 'map.add-column', config: { columns: [{ name: 'm', expression }] } },
    { id: 'out', type: 'sink.csv', config: { path: out } },
  ],
  edges: ['in.rows > more.rows', 'more.rows > out.rows'],
})

type Folders = { readonly input: string; readonly output: string; readonly work: string } // prettier-ignore
const NOW = ['2026-03-01T10:00:00Z', '2026-04-02T10:00:00Z'] as const

const jobAt = (folders: Folders, flow: FlowParts, now: string, session = true) => ({
  ...jobOf(folders, flow),
  now,
  folders: session ? { ...folders, work: path.join(folders.work, 'run'), session: folders.work } : folders,
})

test('micro-batches of a flow share their plan; others, other parameters and runs of their own do not', async () => {
  await using folders = await testFolders()
  const flow = flowWith('n + 1', 'in.json', 'out.csv')
  const first = planOf(jobAt(folders, flow, NOW[0]))
  expect(planOf(jobAt(folders, flow, NOW[1]))).toBe(first)
  expect(planOf({ ...jobAt(folders, flow, NOW[0]), parameters: { p: '1' } })).not.toBe(first)
  expect(planOf(jobAt(folders, flowWith('n + 2', 'in.json', 'out.csv'), NOW[0]))).not.toBe(first)
  const own = jobAt(folders, flow, NOW[0], false)
  expect(planOf(own)).not.toBe(planOf(own))
})

test('a plan that holds the clock of the run is made anew, in an expression as in the name of a file', async () => {
  await using folders = await testFolders()
  for (const flow of [flowWith('today()', 'in.json', 'out.csv'), flowWith('n', 'in.json', '${run.date}.csv')]) {
    const [first, second] = NOW.map((now) => planOf(jobAt(folders, flow, now)))
    expect(second).not.toBe(first)
    expect(JSON.stringify(second?.plan).replaceAll('2026-04-02', '2026-03-01')).toBe(JSON.stringify(first?.plan))
    expect(JSON.stringify(second?.plan)).toContain('2026-04-02')
  }
})

test('a shared plan gives each batch its own rows and counts', async () => {
  await using folders = await testFolders()
  const flow = flowWith('10 / n', 'in.json', 'out.csv')
  for (const [rows, out, rejected] of [[['1', '2'], 'n,m\n1,10.0\n2,5.0\n', 0], [['5', '0'], 'n,m\n5,2.0\n', 1], [['4'], 'n,m\n4,2.5\n', 0]] as const) {
    const source = batchSource('json', async function* () {
      yield await Promise.resolve({ columns: [rows], rejects: [] })
    })
    const job = jobAt(folders, flow, NOW[0])
    await mkdir(job.folders.work, { recursive: true })
    const { finished } = await runJob(job, { connectors: testConnectors(source) })
    const passed = rows.length - rejected
    expect(finished).toMatchObject({ problems: [], nodes: { in: { in: { records: rows.length } }, more: { rejected }, out: { passed } } })
    expect((await filesBelow(folders.output))['out.csv']).toBe(out)
  }
}) // prettier-ignore
