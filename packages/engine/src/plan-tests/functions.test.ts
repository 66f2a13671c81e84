import { functions, literal, printType, publicFunctions, resolveCall, BOOLEAN, DATE, INSTANT, INTEGER, LIST, RECORD, TEXT, type Accepts, type DataType, type FunctionDefinition, type Scalar } from '@sluice/plan' // prettier-ignore
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Evaluator, type Cell } from './evaluate.ts'

let evaluator: Evaluator
beforeAll(async () => {
  evaluator = await Evaluator.open()
})
afterAll(() => evaluator.close())

const DECIMAL: DataType = { kind: 'decimal', precision: 12, scale: 2 }
const CELLS: readonly Cell[] = [
  { name: 'text', type: TEXT, value: '12' },
  { name: 'whole', type: INTEGER, value: '7' },
  { name: 'money', type: DECIMAL, value: '12.50' },
  { name: 'yes', type: BOOLEAN, value: 'true' },
  { name: 'day', type: DATE, value: '2024-02-29' },
  { name: 'moment', type: INSTANT, value: '2024-02-29 10:00:00+00' },
  { name: 'list', type: LIST, value: '["a","b"]' },
  { name: 'record', type: RECORD, value: '{"a":{"b":1}}' },
]

const column = (name: string): Scalar => {
  const index = CELLS.findIndex((c) => c.name === name)
  return { kind: 'column', id: `c${index}`, type: CELLS[index]?.type ?? TEXT }
}

const SAMPLES: Readonly<Record<Accepts, string>> = {
  any: 'whole', text: 'text', number: 'money', integer: 'whole', boolean: 'yes', temporal: 'day', instant: 'moment', comparable: 'money', list: 'list', json: 'record',
} // prettier-ignore

const CONSTANTS: Readonly<Record<string, Scalar>> = {
  format: literal('yyyy-MM-dd'), 'parse_time.format': literal('HH:mm'), part: literal('year'), unit: literal('month'), pattern: literal('[0-9]+'), with: literal('x'),
  filler: literal('0'), group: literal('0', INTEGER), country_code: literal('86'), decimal_mark: literal('.'), group_mark: literal(','), separator: literal('-'),
  options: literal('currency,percent,wan,parentheses'), type: literal('decimal(18,4)'), path: literal('a.b'), zone: literal('Europe/Berlin'), index: literal('0', INTEGER), digits: literal('18', INTEGER), scale: literal('2', INTEGER),
} // prettier-ignore

const sampleOf = (definition: FunctionDefinition): readonly Scalar[] =>
  definition.parameters.map((p) =>
    p.constant === true
      ? (CONSTANTS[`${definition.name}.${p.name}`] ?? CONSTANTS[p.name] ?? literal('1'))
      : column(definition.name.startsWith('to_') ? 'text' : SAMPLES[p.accepts]),
  )

const printable = [...functions.values()].filter((f) => f.name !== 'now' && f.name !== 'today')

describe('every function', () => {
  test.each(printable.map((f) => [f.name, f] as const))('%s prints, runs and has the type it declares', async (name, definition) => {
    const resolved = resolveCall(name, sampleOf(definition))
    if ('problem' in resolved) throw new Error(JSON.stringify(resolved.problem))
    const declared = printType(resolved.scalar.type).replace('TIMESTAMPTZ', 'TIMESTAMP WITH TIME ZONE')
    const [typed] = await evaluator.scalars([{ kind: 'attempt', value: resolved.scalar, type: resolved.scalar.type }], CELLS)
    expect(typed?.slice(0, declared.length + 1)).toBe(`${declared} `)
  })

  test('names are unique and public ones are not operators', () => {
    expect(new Set(publicFunctions.map((f) => f.name)).size).toBe(publicFunctions.length)
    expect(publicFunctions.some((f) => ['add', 'eq', 'and'].includes(f.name))).toBe(false)
  })
})
