import { expect, test } from 'vitest'
import { runCsv } from './csv-run.fixture.ts'

/** DuckDB's buffer for files of this size. */
const BUFFER = 32_000_000
const HEADER = 'a,b,c\n'
const WIDTH = 50

/** Rows of 50 bytes, those named by their number broken. */
function fixedRows(rows: number, isBroken: (row: number) => boolean): string {
  const lines = [HEADER]
  for (let row = 0; row < rows; row++) {
    const start = `${String(row).padStart(8, '0')},`
    const end = isBroken(row) ? '\n' : ',q\n'
    lines.push(start + 'x'.repeat(WIDTH - start.length - end.length) + end)
  }
  return lines.join('')
}

test('a broken line across the beginning of the last buffer takes no rows with it', async () => {
  const rows = BUFFER / WIDTH + 20_000
  const across = Math.floor((BUFFER - HEADER.length) / WIDTH)
  const { finished, counts, rejected } = await runCsv(fixedRows(rows, (row) => row === across), ['a', 'c']) // prettier-ignore
  expect(finished.problems).toEqual([])
  expect(counts).toMatchObject({ in: { records: rows }, out: { rows: rows - 1, rejected: 1 } })
  expect(rejected).toMatchObject([{ code: 'csv-missing-columns', line: across + 2 }])
})

test.each([
  ['every line is', () => true, 400_000, 0],
  ['every other line is', (row: number) => row % 2 === 1, 400_000, 200_000],
])('a file of which %s broken is read within the smallest memory, each line told', async (_name, isBroken, rows, good) => {
  const { finished, counts, rejected } = await runCsv(fixedRows(rows, isBroken), ['a'])
  expect(finished).toMatchObject({ status: 'succeeded-with-rejects', problems: [] })
  expect(counts).toMatchObject({ in: { records: rows }, out: { rows: good, rejected: rows - good }, passed: good })
  const first = good === 0 ? 2 : 3
  expect(rejected.map(({ line }) => line)).toEqual([0, 1, 2, 3, 4].map((i) => first + i * (good === 0 ? 1 : 2)))
  expect(rejected[0]).toMatchObject({ code: 'csv-missing-columns', message: expect.stringContaining('columns') as string })
})

test('a line with two badly quoted cells is one record, rejected once with its own text', async () => {
  const { counts, rejected } = await runCsv(`a,b,c\n"bad"x,"bad"x,,\n1,2,3\n`, ['a', 'b', 'c'])
  expect(counts).toMatchObject({ in: { records: 2 }, passed: 1, rejected: 1 })
  expect(rejected).toMatchObject([{ code: 'csv-unclosed-quote', line: 2, value: '"bad"x,"bad"x,,' }])
})

test('a quote behind a cell that has ended does not swallow the lines behind it', async () => {
  const { counts, rejected } = await runCsv(`a,b\n1,"5" "wide\n2,c\n3,d\n`, ['a', 'b'])
  expect(counts).toMatchObject({ in: { records: 3 }, passed: 2, rejected: 1 })
  expect(rejected).toMatchObject([{ code: 'csv-unclosed-quote', line: 2, value: '1,"5" "wide' }])
})
