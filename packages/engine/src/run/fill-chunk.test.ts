import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { packTexts } from '../packed-texts.ts'
import { CHUNK_ROWS, textChunk } from './fill-chunk.ts'

type Column = readonly (string | null)[]

/** Puts columns into a table as the engine does, and reads them back. */
async function throughDuckDb(columns: readonly Column[]): Promise<readonly Column[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    await connection.run(`CREATE TEMP TABLE t (${columns.map((_column, i) => `c${i} VARCHAR`).join(', ')})`)
    const appender = await connection.createAppender('t')
    const packed = columns.map(packTexts)
    const rows = columns[0]?.length ?? 0
    for (let from = 0; from < rows; from += CHUNK_ROWS) appender.appendDataChunk(textChunk(packed, from, Math.min(CHUNK_ROWS, rows - from)))
    appender.closeSync()
    // A copy, so that texts which only seemed to be there would be lost.
    await connection.run('CREATE TEMP TABLE u AS SELECT * FROM t ORDER BY rowid')
    const read = (await connection.runAndReadAll('SELECT * FROM u')).getColumnsJS()
    return columns.map((_column, i) => (read[i] ?? []).map((value) => (typeof value === 'string' ? value : null)))
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const LONG = '很长的文字'.repeat(300_000)

it('keeps texts around the length that fits into a vector, long ones, empty ones and missing ones', async () => {
  const lengths = [0, 1, 4, 5, 11, 12, 13, 14, 100]
  const sizes = Array.from({ length: 3 * CHUNK_ROWS + 7 }, (_, i) => 'x'.repeat(lengths[i % lengths.length] ?? 0) + String(i % 7))
  const sparse = sizes.map((_size, i) => (i % 3 === 0 ? null : `第${i}行`))
  const none = sizes.map(() => null)
  const one = sizes.map((_size, i) => (i === CHUNK_ROWS ? LONG : 'a'))
  const columns = [sizes, sparse, none, one]
  expect(await throughDuckDb(columns)).toEqual(columns)
})

it('keeps any texts', async () => {
  const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 16 }))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 300 }), async (rows) => {
      const columns = [rows.map(([a]) => a), rows.map(([, b]) => b)]
      expect(await throughDuckDb(columns)).toEqual(columns)
    }),
    { numRuns: 30 },
  )
})
