import { DuckDBInstance } from '@duckdb/node-api'
import { col, TEXT } from '@sluice/plan'
import { expect, test } from 'vitest'
import { runPlan } from '../test/run-plan.ts'
import { query } from './query.ts'
import { registerRowMarks, RowMarks } from './row-marks.ts'

const read = (marks: RowMarks, set: number, rows: readonly number[]): readonly number[] => {
  const into = new Uint16Array(rows.length)
  marks.read(set, Float64Array.from(rows), into)
  return [...into]
}

test('sets of rows know nothing of each other, and rows far behind the last mark are not marked', () => {
  const marks = new RowMarks()
  marks.mark(0, Float64Array.of(0, 7, 8, 3_000_000_001))
  marks.mark(1, Float64Array.of(1))
  marks.mark(0, Float64Array.of(9))
  expect(read(marks, 0, [0, 1, 7, 8, 9, 10, 3_000_000_000, 3_000_000_001, 4_000_000_000])).toEqual([1, 0, 1, 1, 1, 0, 0, 1, 0])
  expect(read(marks, 1, [0, 1, 2])).toEqual([0, 1, 0])
  expect(read(marks, 2, [0])).toEqual([0])
})

test('a filter by marks gives the rows in the order of the table, whatever number of threads reads it', async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '4' })
  const connection = await instance.connect()
  const marks = new RowMarks()
  registerRowMarks(connection, () => marks)
  await connection.run('CREATE TEMP TABLE t AS SELECT range AS n FROM range(1_000_000)')
  const [[marked] = []] = await query(connection, 'SELECT sum(mark_row(3, rowid::DOUBLE)) FROM t WHERE n % 7 = 2')
  await connection.run('CREATE TEMP TABLE kept AS SELECT n FROM t WHERE row_marked(3, rowid::DOUBLE) = 1')
  const [row] = await query(connection, 'SELECT count(*), count(*) FILTER (n = 7 * rowid + 2) FROM kept')
  const [[others] = []] = await query(connection, 'SELECT count(*) FROM t WHERE row_marked(3, rowid::DOUBLE) = 0')
  connection.closeSync()
  instance.closeSync()
  expect([marked, row, others]).toEqual(['142857', ['142857', '142857'], '857143'])
})

test('one row per key and the rows it lets go come in the order of the source', async () => {
  const rows = 300_000
  const lines = Array.from({ length: rows }, (_, i) => `${i},k${(i * 7_919) % 50_000}`)
  const { files, broken, counts } = await runPlan(
    (builder) => {
      const scan = builder.forNode('in').scan('csv', { path: 'in.csv' }, [{ name: 'n', type: TEXT }, { name: 'k', type: TEXT }]) // prettier-ignore
      builder.output({ node: 'in', port: 'rows', relation: scan.id })
      builder.input({ node: 'first', port: 'rows', index: 0, from: { node: 'in', port: 'rows' }, relation: scan.id })
      const node = builder.forNode('first')
      const first = node.firstPerKey(scan, [col(scan.columns[1]!)], [], 'last')
      const removed = node.removed(first, scan.columns)
      for (const [port, relation] of [['rows', first], ['removed', removed]] as const) {
        builder.output({ node: 'first', port, relation: relation.id })
        builder.input({ node: port, port: 'rows', index: 0, from: { node: 'first', port }, relation: relation.id })
        builder.forNode(port).write(relation, 'csv', { path: `${port}.csv` })
      } // prettier-ignore
    },
    { inputs: { 'in.csv': ['n,k', ...lines, ''].join('\n') } },
  )
  const last = new Map(lines.map((line, i) => [line.slice(line.indexOf(',')), i] as const))
  const stays = (line: string, i: number): boolean => last.get(line.slice(line.indexOf(','))) === i
  expect(broken).toEqual([])
  expect(counts.first).toMatchObject({ in: { rows }, passed: 50_000, filtered: 250_000 })
  expect(files['rows.csv']).toBe(['n,k', ...lines.filter(stays), ''].join('\n'))
  expect(files['removed.csv']).toBe(['n,k', ...lines.filter((line, i) => !stays(line, i)), ''].join('\n'))
})
