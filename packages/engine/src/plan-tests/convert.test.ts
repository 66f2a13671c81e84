import { convertible, convertTo, parseType, printType, TEXT, type DataType, type Scalar } from '@sluice/plan'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Evaluator } from './evaluate.ts'

let evaluator: Evaluator
beforeAll(async () => {
  evaluator = await Evaluator.open()
})
afterAll(() => evaluator.close())

const typeOf = (text: string): DataType => {
  const type = parseType(text)
  if (type === undefined) throw new Error(text)
  return type
}
const column = (type: DataType): Scalar => ({ kind: 'column', id: 'c0', type })
const valueOf = (typed: string | undefined): string => (typed ?? '').replace(/^[A-Z]+(\(\d+,\d+\))?( WITH TIME ZONE)? /, '')

const TEXTS: readonly (readonly [type: string, text: string, result: string])[] = [
  ['integer', '12', '12'], ['integer', ' +12 ', '12'], ['integer', '-0012', '-12'], ['integer', '', 'missing'], ['integer', '0x1f', 'missing'],
  ['integer', '1_000', 'missing'], ['integer', '1e3', 'missing'], ['integer', '1.0', 'missing'], ['integer', '9223372036854775807', '9223372036854775807'],
  ['integer', '9223372036854775808', 'missing'], ['integer(128)', '9223372036854775808', '9223372036854775808'],
  ['integer(128)', '170141183460469231731687303715884105728', 'missing'],
  ['decimal(12,2)', '1.23', '1.23'], ['decimal(12,2)', '1.239', 'missing'], ['decimal(12,2)', '1.2300', '1.23'], ['decimal(12,2)', '.5', '0.50'],
  ['decimal(12,2)', '5.', '5.00'], ['decimal(4,2)', '123.45', 'missing'], ['decimal(12,2)', '1e2', 'missing'], ['decimal(12,2)', '1,5', 'missing'],
  ['decimal(12,2)', '0x1f', 'missing'], ['decimal(12,2)', '1_0.5', 'missing'], ['decimal(12,2)', '.', 'missing'], ['decimal(5,0)', '12.00', '12'],
  ['decimal(38,10)', '12345678901234567.89', '12345678901234567.8900000000'],
  ['float', '1.5e3', '1500.0'], ['float', 'nan', 'missing'], ['float', 'inf', 'missing'], ['float', '1e999', 'missing'], ['float', '-.5', '-0.5'],
  ['boolean', 'Yes', 'true'], ['boolean', ' NO ', 'false'], ['boolean', '1', 'true'], ['boolean', 'FALSE', 'false'], ['boolean', 'on', 'missing'], ['boolean', '2', 'missing'],
  ['date', '2024-02-29', '2024-02-29'], ['date', '2023-02-29', 'missing'], ['date', '2024-2-9', 'missing'], ['date', '2024/02/09', 'missing'],
  ['date', 'infinity', 'missing'], ['date', '2024-02-09 10:00', 'missing'], ['date', '0000-00-00', 'missing'],
  ['time', '10:20', '10:20:00'], ['time', '24:00:00', 'missing'], ['time', '10:20:30.5', '10:20:30.5'], ['time', '1:00', 'missing'],
  ['datetime', '2024-01-01T10:00:00', '2024-01-01 10:00:00'], ['datetime', '2024-01-01 10:00', '2024-01-01 10:00:00'], ['datetime', '2024-01-01', '2024-01-01 00:00:00'],
  ['datetime', '2024-01-01T10:00:00Z', 'missing'], ['datetime', '2024-01-01T25:00:00', 'missing'],
  ['instant', '2024-01-01T10:00:00Z', '2024-01-01 18:00:00+08'], ['instant', '2024-01-01 10:00:00+02:30', '2024-01-01 15:30:00+08'],
  ['instant', '2024-01-01T10:00:00+0800', '2024-01-01 10:00:00+08'], ['instant', '2024-01-01T10:00:00', '2024-01-01 10:00:00+08'], ['instant', '2024-01-01', 'missing'],
  ['instant', '2024-01-01T10:00Z', '2024-01-01 18:00:00+08'],
  ['list', '[1, 2]', '[1, 2]'], ['list', '{"a":1}', 'missing'], ['list', '[1', 'missing'], ['record', '{"a":1}', '{"a":1}'], ['record', 'x', 'missing'],
] // prettier-ignore

describe('text to a type', () => {
  test.each(TEXTS)('%s reads %j as %s, from a column and from a computed text', async (type, text, expected) => {
    const cells = [{ name: 'x', type: TEXT, value: text }]
    const computed: Scalar = { kind: 'call', fn: 'replace', args: [column(TEXT), { kind: 'literal', value: 'never', type: TEXT }, { kind: 'literal', value: '', type: TEXT }], type: TEXT } // prettier-ignore
    const results = await evaluator.scalars([convertTo(column(TEXT), typeOf(type)), convertTo(computed, typeOf(type))], cells)
    expect(results.map(valueOf)).toEqual([expected, expected])
  })
})

const OTHERS: readonly (readonly [from: string, value: string, to: string, result: string])[] = [
  ['decimal(12,2)', '5.00', 'integer', '5'], ['decimal(12,2)', '5.50', 'integer', 'missing'], ['decimal(38,0)', '99999999999999999999', 'integer', 'missing'],
  ['decimal(12,2)', '5.50', 'decimal(12,1)', '5.5'], ['decimal(12,2)', '5.55', 'decimal(12,1)', 'missing'], ['decimal(12,2)', '5555555555.00', 'decimal(4,1)', 'missing'],
  ['float', '5', 'integer', '5'], ['float', '5.5', 'integer', 'missing'], ['float', '1e300', 'integer', 'missing'], ['float', '0.33', 'decimal(12,2)', '0.33'],
  ['float', '0.333', 'decimal(12,2)', 'missing'], ['integer', '9007199254740993', 'float', 'missing'], ['integer', '9007199254740992', 'float', '9007199254740992.0'],
  ['integer(128)', '9223372036854775808', 'integer', 'missing'], ['integer', '123456', 'decimal(4,0)', 'missing'], ['integer', '12', 'decimal(4,1)', '12.0'],
  ['integer', '1', 'boolean', 'true'], ['integer', '2', 'boolean', 'missing'], ['boolean', 'true', 'integer', '1'], ['boolean', 'false', 'text', 'false'],
  ['date', '2024-01-31', 'datetime', '2024-01-31 00:00:00'], ['date', '2024-01-31', 'instant', '2024-01-31 00:00:00+08'], ['datetime', '2024-01-31 10:00:00', 'date', '2024-01-31'],
  ['instant', '2024-01-31 20:00:00+00', 'date', '2024-02-01'], ['instant', '2024-01-31 20:00:00+00', 'datetime', '2024-02-01 04:00:00'], ['datetime', '2024-01-31 10:00:00', 'time', '10:00:00'],
  ['integer', '007', 'text', '7'], ['decimal(12,2)', '1.5', 'text', '1.50'], ['decimal(2,2)', '0.5', 'text', '0.50'],
  ['decimal(38,38)', '-0.05', 'text', `-0.05${'0'.repeat(36)}`], ['decimal(2,2)', '0', 'text', '0.00'], ['date', '2024-01-31', 'text', '2024-01-31'], ['list', '[1.10]', 'text', '[1.10]'],
] // prettier-ignore

describe('one type to another', () => {
  test.each(OTHERS)('%s %s to %s is %s', async (from, value, to, expected) => {
    const [result] = await evaluator.scalars([convertTo(column(typeOf(from)), typeOf(to))], [{ name: 'x', type: typeOf(from), value }])
    expect(valueOf(result)).toBe(expected)
  })

  test('every pair prints SQL of the type it says and never raises', async () => {
    const names = ['text', 'integer', 'integer(128)', 'decimal(12,2)', 'decimal(38,10)', 'float', 'boolean', 'date', 'time', 'datetime', 'instant', 'list', 'record', 'binary'] // prettier-ignore
    const pairs = names.flatMap((from) => names.map((to) => [typeOf(from), typeOf(to)] as const)).filter(([a, b]) => convertible(a, b))
    for (const [from, to] of pairs) {
      const value: Scalar = { kind: 'convert', value: column(TEXT), type: from }
      const [typed] = await evaluator.scalars([{ kind: 'convert', value, type: to }], [{ name: 'x', type: TEXT, value: 'no such value' }])
      expect(typed).toMatch(printType(to).replace('TIMESTAMPTZ', 'TIMESTAMP WITH TIME ZONE').slice(0, 7))
    }
  })
})

test('a local time that the clock skips is missing as an instant', async () => {
  const newYork = await Evaluator.open('America/New_York')
  const cells = [{ name: 'x', type: TEXT, value: '2024-03-10 02:30:00' }]
  const [typed] = await newYork.scalars([convertTo(column(TEXT), typeOf('instant'))], cells)
  newYork.close()
  expect(valueOf(typed)).toBe('missing')
})
