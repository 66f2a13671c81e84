import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Connectors, Reading } from '@sluice/engine/connector'
import { connectors } from '../index.ts'
import { runCsv } from './csv-run.fixture.ts'
import { openCsv } from './open.ts'

type CsvReading = Extract<Reading, { kind: 'csv' }>

/** The connectors with another way to read CSV. */
const reading = (change: (reading: CsvReading) => Reading): Connectors => {
  const open: typeof openCsv = async (config, context) => {
    const opened = await openCsv(config, context)
    return opened.kind === 'csv' ? change(opened) : opened
  }
  return { ...connectors, sources: new Map([...connectors.sources, ['csv', { name: 'csv', open }]]) }
}
const BY_DUCKDB = reading(({ kind, path, dialect, fileColumns }) => ({ kind, path, dialect, fileColumns }))
const IN_NODE = reading((opened) => ({ ...opened, manyBroken: true }))

const COLUMNS = ['a', 'b', 'c']
const cell = fc.constantFrom(
  '', 'x', ' x', 'é中', 'NA', '"NA"', '""', '"q"', '"a,b"', '"1\n2"', '"d""q"', '"bad"x', ' "sp"', '"t" ', 'in"ner', '5"', '""""', 'x'.repeat(80), `"${'中'.repeat(40)}"`,
) // prettier-ignore
const line = fc.oneof(
  { weight: 6, arbitrary: fc.array(cell, { minLength: 3, maxLength: 3 }) },
  { weight: 2, arbitrary: fc.array(cell, { minLength: 1, maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constant(['']) },
)
/** DuckDB 1.5 tells a line with two such cells as two lines. The engine finds that records are missing then, and reads in Node.js. */
const isTwiceBad = (cells: readonly string[]): boolean => cells.filter((value) => value === '"bad"x').length > 1
const text = fc
  .record({
    lines: fc.array(
      line.filter((cells) => !isTwiceBad(cells)),
      { maxLength: 24 },
    ),
    end: fc.constantFrom('\n', '\r\n'),
    closed: fc.boolean(),
  })
  .map(({ lines, end, closed }) => [COLUMNS, ...lines].map((cells) => cells.join(',')).join(end) + (closed ? end : ''))

test('records read in Node.js are those that DuckDB reads, broken ones with the same code', async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom([''], ['', 'NA'], []), async (content, missing) => {
      const [node, duckdb] = [await runCsv(content, COLUMNS, { missing }, IN_NODE), await runCsv(content, COLUMNS, { missing }, BY_DUCKDB)]
      expect({ counts: node.counts, file: node.file }).toEqual({ counts: duckdb.counts, file: duckdb.file })
      expect(node.rejected.map(({ code }) => code)).toEqual(duckdb.rejected.map(({ code }) => code))
    }),
    { numRuns: 20 },
  )
}, 60_000)

test('other quotes, escapes and delimiters, lines to skip, texts cut by blocks', async () => {
  const filler = '中'.repeat(90_000)
  const content = `title\nzweite;Zeile\na;;b\n1;;'it\\'s'\n2;;'${filler}'\n3;;'x\r\ny'\nbroken\n'4';;${filler}\n`
  const config = { delimiter: ';;', quote: "'", escape: '\\', skip: 2, missing: [] }
  const node = await runCsv(content, ['a', 'b'], config, IN_NODE)
  expect(node.file).toBe(`a,b\n1,it's\n2,${filler}\n3,"x\r\ny"\n4,${filler}\n`)
  expect(node.rejected).toMatchObject([{ code: 'csv-missing-columns', value: 'broken', line: 8 }])
})
