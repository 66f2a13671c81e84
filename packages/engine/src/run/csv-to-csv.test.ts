import { col, convertTo, decimal, gt, isMissing, isPresent, and, literal, TEXT } from '@sluice/plan'
import { expect, test } from 'vitest'
import { runPlan } from '../test/run-plan.ts'

const INPUT = 'name,amount\nAnn,12.50\nBen,\n"C, D",x7\nEve\n=SUM(A1),3\n"",200\n'

test('a CSV file is typed, filtered and written; what does not fit is rejected with its value', async () => {
  const { files, counts, rejected, broken } = await runPlan(
    (builder) => {
      const source = builder.forNode('orders')
      const scan = source.scan('csv', { path: 'in.csv' }, [
        { name: 'name', type: TEXT },
        { name: 'amount', type: TEXT },
      ])
      const [name, amount] = [scan.columns[0]!, scan.columns[1]!]
      const value = convertTo(col(amount), decimal(10, 2))
      const split = source.split(scan, [
        {
          code: 'type-mismatch',
          column: 'amount',
          when: and(isPresent(col(amount)), isMissing(value)),
          value: col(amount),
          params: { type: 'decimal(10,2)' },
        },
      ])
      const typed = source.project(split, [name, { name: 'amount', value }])
      builder.output({ node: 'orders', port: 'rows', relation: typed.id })
      builder.output({ node: 'orders', port: 'rejected', relation: source.rejected([scan, split], scan.columns).id })
      const filter = builder.forNode('filter')
      const kept = filter.filter(typed, gt(col(typed.columns[1]!), literal('5', decimal(2, 0))))
      builder.input({ node: 'filter', port: 'rows', index: 0, from: { node: 'orders', port: 'rows' }, relation: typed.id })
      builder.output({ node: 'filter', port: 'rows', relation: kept.id })
      const removed = filter.removed(kept, typed.columns)
      builder.output({ node: 'filter', port: 'removed', relation: removed.id })
      builder.forNode('sink').write(kept, 'csv', { path: 'out.csv' })
      builder.input({ node: 'sink', port: 'rows', index: 0, from: { node: 'filter', port: 'rows' }, relation: kept.id })
      builder.forNode('rest').write(removed, 'csv', { path: 'rest.csv' })
      builder.input({ node: 'rest', port: 'rows', index: 0, from: { node: 'filter', port: 'removed' }, relation: removed.id })
    },
    { inputs: { 'in.csv': INPUT } },
  )
  expect(files).toEqual({ 'out.csv': 'name,amount\nAnn,12.50\n"",200.00\n', 'rest.csv': "name,amount\nBen,\n'=SUM(A1),3.00\n" })
  expect(broken).toEqual([])
  expect(counts.orders).toEqual({
    in: { records: 6 },
    out: { rows: 4, rejected: 2 },
    passed: 4,
    created: 0,
    merged: 0,
    filtered: 0,
    rejected: 2,
  })
  expect(counts.filter).toEqual({
    in: { rows: 4 },
    out: { rows: 2, removed: 2 },
    passed: 2,
    created: 0,
    merged: 0,
    filtered: 2,
    rejected: 0,
  })
  expect(counts.sink).toMatchObject({ in: { rows: 2 }, passed: 2 })
  expect(rejected.map(({ node, code, column, value, line, row }) => ({ node, code, column, value, line, row }))).toEqual([
    { node: 'orders', code: 'csv-missing-columns', column: null, value: 'Eve', line: 5, row: { name: null, amount: null } },
    { node: 'orders', code: 'type-mismatch', column: 'amount', value: 'x7', line: null, row: { name: 'C, D', amount: 'x7' } },
  ])
})
