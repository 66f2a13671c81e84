import { expect, test } from 'vitest'
import { filesBelow, jobOf, putFile, runJob, type FlowParts } from '../test/run-events.ts'
import { testFolders } from '../test/run-plan.ts'
import type { RejectLimit } from '@sluice/flow'

const parts: FlowParts = {
  nodes: [
    { id: 'in', type: 'source.csv', config: { path: 'in.csv', columns: [{ source: 'id', name: 'id', type: 'integer' }] } },
    { id: 'out', type: 'sink.csv', config: { path: 'out.csv' } },
  ],
  edges: ['in.rows > out.rows'],
}

/** Runs four rows, two of them bad, over a file that is there already. */
async function run(limits: { readonly node?: RejectLimit; readonly flow?: RejectLimit }) {
  await using folders = await testFolders()
  await putFile(folders.input, 'in.csv', 'id\n1\nx\n3\ny\n')
  await putFile(folders.output, 'out.csv', 'old')
  const { flow, ...job } = jobOf(folders, parts)
  const nodes = flow.nodes.map((node) => (node.id === 'in' && limits.node !== undefined ? { ...node, rejectLimit: limits.node } : node))
  const limited = { ...flow, nodes, ...(limits.flow === undefined ? {} : { rejectLimit: limits.flow }) }
  const { finished, events } = await runJob({ ...job, flow: limited })
  const kept = events.flatMap((event) => (event.type === 'rejected' ? event.rows : []))
  return { finished, kept, out: (await filesBelow(folders.output))['out.csv'] }
}

test.each([
  [{ node: { rows: 1 } }, { code: 'too-many-rejected', nodeId: 'in', params: { rejected: 2, limit: 1 } }],
  [{ node: { percent: 49.9 } }, { code: 'too-large-share-rejected', nodeId: 'in', params: { rejected: 2, of: 4, limit: 49.9 } }],
  [{ flow: { rows: 0 } }, { code: 'too-many-rejected', params: { rejected: 2, limit: 0 } }],
  [{ flow: { percent: 0 } }, { code: 'too-large-share-rejected', params: { rejected: 2, of: 4, limit: 0 } }],
])('a run past its limit %j fails, writes nothing, and keeps the rejected rows with their reasons', async (limits, problem) => {
  const { finished, kept, out } = await run(limits)
  expect(finished.status).toBe('failed')
  expect(finished.problems.filter(({ severity }) => severity === 'error')).toEqual([{ severity: 'error', ...problem }])
  expect(finished.nodes['in']).toMatchObject({ in: { records: 4 }, passed: 2, rejected: 2 })
  expect(kept.map(({ value }) => value)).toEqual(['x', 'y'])
  expect(out).toBe('old')
})

test.each([{}, { node: { rows: 2, percent: 50 }, flow: { rows: 2, percent: 50 } }, { node: {} }])(
  'a run within its limit %j writes its rows',
  async (limits) => {
    const { finished, out } = await run(limits)
    expect(finished.status).toBe('succeeded-with-rejects')
    expect(out).toBe('id\n1\n3\n')
  },
)
