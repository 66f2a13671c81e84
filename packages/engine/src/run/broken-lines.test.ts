import { eq, col, literal, TEXT } from '@sluice/plan'
import { expect, test } from 'vitest'
import { runPlan } from '../test/run-plan.ts'

test('a broken line of a source whose rejected port nothing reads is counted and kept for the inbox', async () => {
  const { files, counts, rejected, broken } = await runPlan(
    (builder) => {
      const source = builder.forNode('crm')
      const scan = source.scan('csv', { path: 'in.csv' }, [
        { name: 'id', type: TEXT },
        { name: 'city', type: TEXT },
      ])
      builder.output({ node: 'crm', port: 'rows', relation: scan.id })
      builder.output({ node: 'crm', port: 'rejected', relation: source.rejected([scan], scan.columns).id })
      const filter = builder.forNode('filter').filter(scan, eq(col(scan.columns[1]!), literal('上海', TEXT)))
      builder.input({ node: 'filter', port: 'rows', index: 0, from: { node: 'crm', port: 'rows' }, relation: scan.id })
      builder.output({ node: 'filter', port: 'rows', relation: filter.id })
      builder.forNode('sink').write(filter, 'csv', { path: 'out.csv' })
      builder.input({ node: 'sink', port: 'rows', index: 0, from: { node: 'filter', port: 'rows' }, relation: filter.id })
    },
    { inputs: { 'in.csv': 'id,city\n1,上海\n2,北京\ntotal: 2\n' } },
  )
  expect(broken).toEqual([])
  expect(files).toEqual({ 'out.csv': 'id,city\n1,上海\n' })
  expect(counts.crm).toMatchObject({ in: { records: 3 }, out: { rows: 2, rejected: 1 }, passed: 2, rejected: 1 })
  expect(rejected.map(({ node, code, value, line }) => ({ node, code, value, line }))).toEqual([
    { node: 'crm', code: 'csv-missing-columns', value: 'total: 2', line: 4 },
  ])
})
