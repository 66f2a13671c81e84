import { PlanBuilder } from '@sluice/plan'
import { expect, test } from 'vitest'
import type { RejectedRow } from '../job.ts'
import type { TargetBatch, TargetReject } from '../target.ts'
import { testFolders } from '../test/run-plan.ts'
import { execute } from './execute.ts'
import { textBatches } from './taken.ts'

/** Writes rows into a system that refuses some by their number; the refused ones go on to the port `rejected`. */
async function give(rows: readonly (readonly (string | null)[])[], refused: readonly TargetReject[], portIsRead = true) {
  await using folders = await testFolders()
  const builder = new PlanBuilder()
  const source = builder.forNode('in').values(['id', 'name'], rows)
  builder.output({ node: 'in', port: 'rows', relation: source.id })
  builder.input({ node: 'sink', port: 'rows', index: 0, from: { node: 'in', port: 'rows' }, relation: source.id })
  const sink = builder.forNode('sink')
  const rejected = sink.rejected([sink.write(source, 'system', {})], source.columns)
  builder.output({ node: 'sink', port: 'rejected', relation: rejected.id })
  if (portIsRead) {
    builder.input({ node: 'bad', port: 'rows', index: 0, from: { node: 'sink', port: 'rejected' }, relation: rejected.id })
    builder.forNode('bad').write(rejected, 'rejected', {})
  }
  const batches: TargetBatch[] = []
  const inbox: RejectedRow[] = []
  const { counts, problems } = await execute({
    plan: builder.build(),
    connectors: { sources: new Map(), sinks: new Map(), targets: new Map() },
    folders, limits: { memoryMb: 1024, threads: 2 }, secrets: {}, connections: {}, allowedHosts: [], zone: 'UTC', rejectSample: 100, anyOrder: new Set(),
    message: (code, params) => `${code} ${params.constraint}`,
    label: (node) => node,
    signal: new AbortController().signal,
    onRejected: (list) => void inbox.push(...list),
    write: async (connection, step) => {
      for await (const batch of textBatches(connection, step)) batches.push(batch)
      return { rows: rows.length, passed: rows.length - refused.length, rejects: refused }
    },
  }) // prettier-ignore
  return { counts, problems, batches, inbox }
}

const refusal = (row: number): TargetReject => ({ row, code: 'unique-violation', column: 'id', params: { constraint: 'pk' }, value: '1' })

test.each([true, false])('rows that a system refuses leave the sink by its port for them (read: %s)', async (portIsRead) => {
  const { counts, problems, inbox } = await give([['1', 'a'], ['1', null], ['2', 'c']], [refusal(1)], portIsRead) // prettier-ignore
  expect(problems).toEqual([])
  expect(counts.sink).toMatchObject({ in: { rows: 3 }, out: { rejected: 1 }, passed: 2, rejected: 1 })
  expect(inbox).toMatchObject([
    { node: 'sink', code: 'unique-violation', column: 'id', message: 'unique-violation pk', value: '1', row: { id: '1', name: null } },
  ])
})

test('a system gets all rows in their order, in numbered batches', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => [String(i), i % 3 === 0 ? null : `n${i}`] as const)
  const { counts, problems, batches, inbox } = await give(rows, [refusal(19_999), refusal(9_000)])
  expect(problems).toEqual([])
  expect(batches.map((batch) => batch.first)).toEqual([0, 8_192, 16_384])
  expect(batches.flatMap((batch) => batch.columns[0])).toEqual(rows.map(([id]) => id))
  expect(batches.flatMap((batch) => batch.columns[1])).toEqual(rows.map(([, name]) => name))
  expect(inbox.map((reject) => reject.row.id)).toEqual(['9000', '19999'])
  expect(counts.sink).toMatchObject({ passed: 19_998, rejected: 2 })
})

test('a system that forgets a row breaks the law of rows', async () => {
  const { problems } = await give([['1', 'a'], ['2', 'b']], [{ ...refusal(0), row: 7 }]) // prettier-ignore
  expect(problems.map((problem) => problem.code)).toContain('law-of-rows-broken')
})
