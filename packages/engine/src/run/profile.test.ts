import { DuckDBInstance } from '@duckdb/node-api'
import { INTEGER, TEXT, type Column, type DataType } from '@sluice/plan'
import { expect, test } from 'vitest'
import type { ColumnProfile } from '../job.ts'
import { profileColumns } from './profile.ts'

/** Profiles a column that holds the given SQL values. */
async function profile(sqlType: string, type: DataType, values: readonly string[]): Promise<ColumnProfile> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const column: Column = { id: 'c1', name: 'x', type }
  await connection.run(`CREATE TABLE t (c1 ${sqlType})`)
  if (values.length > 0) await connection.run(`INSERT INTO t VALUES ${values.map((value) => `(${value})`).join(', ')}`)
  try {
    return (await profileColumns(connection, 't', [column]))[0]!
  } finally {
    connection.closeSync()
  }
}

test('texts: missing and different values, range, the most frequent first, ties in the order they come', async () => {
  const found = await profile('VARCHAR', TEXT, [`'b'`, 'NULL', `'a'`, `''`, `'b'`, 'NULL', 'NULL', `'张'`])
  expect(found).toEqual({
    missing: 3,
    distinct: 4,
    min: '',
    max: '张',
    top: [
      { value: null, count: 3 },
      { value: 'b', count: 2 },
      { value: 'a', count: 1 },
      { value: '', count: 1 },
      { value: '张', count: 1 },
    ],
    histogram: [],
  })
})

test('only the ten most frequent values are told', async () => {
  const { top, distinct } = await profile(
    'VARCHAR',
    TEXT,
    Array.from({ length: 25 }, (_, i) => `'${i}'`),
  )
  expect([top.length, distinct]).toEqual([10, 25])
})

test('numbers: exact range and twenty buckets that hold every value once', async () => {
  const { min, max, histogram } = await profile('BIGINT', INTEGER, ['0', '1', '9', '10', '99', '100', '100', 'NULL'])
  expect([min, max, histogram.length]).toEqual(['0', '100', 20])
  expect(histogram[0]).toEqual({ from: '0', to: '5', count: 2 })
  expect(histogram[19]).toEqual({ from: '95', to: '100', count: 3 })
  expect(histogram.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(7)
})

test('whole numbers past 2^53 keep their digits in the range', async () => {
  const { min, max } = await profile('BIGINT', INTEGER, ['9007199254740993', '9223372036854775807'])
  expect([min, max]).toEqual(['9007199254740993', '9223372036854775807'])
})

test('decimals keep their digits, floating numbers that are not finite stay out of the buckets', async () => {
  const decimal = await profile('DECIMAL(18,2)', { kind: 'decimal', precision: 18, scale: 2 }, ['0.10', '12345678901234.56'])
  expect([decimal.min, decimal.max]).toEqual(['0.10', '12345678901234.56'])
  const float = await profile('DOUBLE', { kind: 'float' }, ['1', '2', `'infinity'::DOUBLE`, `'nan'::DOUBLE`])
  expect(float.histogram.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(2)
})

test('dates and times have buckets on the calendar', async () => {
  const dates = await profile('DATE', { kind: 'date' }, [`DATE '2026-01-01'`, `DATE '2026-01-21'`, `DATE '2026-01-20'`])
  expect([dates.min, dates.max]).toEqual(['2026-01-01', '2026-01-21'])
  expect(dates.histogram[0]).toEqual({ from: '2026-01-01', to: '2026-01-02', count: 1 })
  expect(dates.histogram[19]).toEqual({ from: '2026-01-20', to: '2026-01-21', count: 2 })
  const times = await profile('TIMESTAMP', { kind: 'datetime' }, [`TIMESTAMP '2026-01-01 00:00:00'`, `TIMESTAMP '2026-01-01 20:00:00'`])
  expect(times.histogram[1]).toEqual({ from: '2026-01-01T01:00:00', to: '2026-01-01T02:00:00', count: 0 })
})

test('one value only is one bucket; no value at all is none', async () => {
  expect((await profile('BIGINT', INTEGER, ['7', '7'])).histogram).toEqual([{ from: '7', to: '7', count: 2 }])
  expect(await profile('BIGINT', INTEGER, ['NULL'])).toEqual({ missing: 1, distinct: 0, min: null, max: null, top: [{ value: null, count: 1 }], histogram: [] }) // prettier-ignore
  expect(await profile('BIGINT', INTEGER, [])).toEqual({ missing: 0, distinct: 0, min: null, max: null, top: [], histogram: [] })
})

test('each of many columns gets figures of its own', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const columns = Array.from({ length: 40 }, (_none, i): Column => ({ id: `c${i}`, name: `x${i}`, type: INTEGER }))
  try {
    await connection.run(
      `CREATE TABLE t AS SELECT ${columns.map(({ id }, i) => `(${i} + n % 2)::BIGINT AS ${id}`).join(', ')} FROM range(5) r(n)`,
    )
    const found = await profileColumns(connection, 't', columns)
    expect(found.map(({ min, max, distinct, top }) => [min, max, distinct, top[0]?.count])).toEqual(
      columns.map((_column, i) => [String(i), String(i + 1), 2, 3]),
    )
  } finally {
    connection.closeSync()
  }
})
