import { literal, printScalar, quoteIdentifier, quoteText } from '@sluice/plan'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Evaluator } from './evaluate.ts'

let evaluator: Evaluator
beforeAll(async () => {
  evaluator = await Evaluator.open()
})
afterAll(() => evaluator.close())

const hostile = fc.constantFrom(
  "'",
  '"',
  "''",
  '\\',
  '$$',
  '$1',
  '?',
  ';',
  '--',
  '/*',
  '\n',
  '\0',
  '\u2028',
  '😀',
  'e\u0301',
  '{',
  '%',
  ':x',
)
const text = fc.array(fc.oneof(hostile, fc.string({ unit: 'binary' })), { maxLength: 6 }).map((parts) => parts.join(''))

test('a quoted text reads back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(text, async (value) => {
      const reader = await evaluator.connection.runAndReadAll(`SELECT ${quoteText(value)}, ${printScalar(literal(value), quoteIdentifier)}`)
      expect(reader.getRows()).toEqual([[value, value]])
    }),
    { numRuns: 300 },
  )
})

test('a quoted name reads back as it was, but for zero bytes', async () => {
  await fc.assert(
    fc.asyncProperty(text, async (name) => {
      fc.pre(name !== '')
      const reader = await evaluator.connection.runAndReadAll(
        `SELECT x.${quoteIdentifier(name)} FROM (SELECT 1 AS ${quoteIdentifier(name)}) x`,
      )
      expect(reader.columnNames()).toEqual([name.replaceAll('\0', '\uFFFD')])
    }),
    { numRuns: 300 },
  )
})

test('half a character becomes the replacement character', () => {
  expect([quoteText('a\uD800b'), quoteIdentifier('\uDC00')]).toEqual(["'a\uFFFDb'", '"\uFFFD"'])
})
