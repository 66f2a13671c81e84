import { printJsonObject, quoteText, TEXT } from '@sluice/plan'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Evaluator } from './evaluate.ts'

let evaluator: Evaluator
beforeAll(async () => {
  evaluator = await Evaluator.open()
})
afterAll(() => evaluator.close())

type Row = readonly (readonly [name: string, value: string | null])[]

/** The line of a row whose columns have these names and values, and what DuckDB's own function makes of it. */
async function lines(row: Row): Promise<readonly unknown[]> {
  const columns = row.map(([name], i) => ({ id: `c${i}` as const, name, type: TEXT }))
  const values = row.map(([, value], i) => `${value === null ? 'NULL::VARCHAR' : quoteText(value)} AS c${i}`)
  const own = `json_object(${row.map(([name], i) => `${quoteText(name)}, c${i}`).join(', ')})::VARCHAR`
  const select = `SELECT ${printJsonObject(columns, false)}, ${own} FROM (SELECT ${values.join(', ')})`
  return (await evaluator.connection.runAndReadAll(select)).getRows()[0] ?? []
}

test('names and values of any kind are read back from the line of a row; names that differ in case only stay apart', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', '\\', '\n', '\0', '\u2028', '😀', "'", '', 'address.city', 'a', 'A'),
  )
  const row = fc.uniqueArray(fc.tuple(text, fc.option(text)), { minLength: 1, maxLength: 8, selector: ([name]) => name })
  await fc.assert(
    fc.asyncProperty(row, async (members) => {
      const [written, own] = await lines(members)
      expect(written).toBe(own)
      expect(JSON.parse(String(written))).toEqual(Object.fromEntries(members))
    }),
    { numRuns: 300 },
  )
})
