import { INTEGER, TEXT } from '@sluice/plan'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Evaluator } from './evaluate.ts'

let evaluator: Evaluator
beforeAll(async () => {
  evaluator = await Evaluator.open()
})
afterAll(() => evaluator.close())

const nested = (times: number, wrap: (inner: string) => string, inner: string): string =>
  Array.from({ length: times }).reduce<string>(wrap, inner)

test.each([
  ['a sum of 190', Array.from({ length: 190 }, () => 'n').join(' + '), '190'],
  ['120 functions inside one another', nested(60, (x) => `upper(trim(${x}))`, 't'), 'refused'],
  ['40 functions inside one another', nested(20, (x) => `upper(lower(${x}))`, 't'), 'A'],
  ['45 conditions inside one another', nested(45, (x) => `if(n = 2, 0, ${x})`, 'n'), '1'],
  ['600 conditions side by side', Array.from({ length: 600 }, (_, i) => `n = ${i}`).join(' or '), 'true'],
  ['a list of 1,000', `n in (${Array.from({ length: 1_000 }, (_, i) => i).join(', ')})`, 'true'],
  ['9 divisions inside one another', nested(9, (x) => `(1 / ${x})`, 'n'), '1.0'],
])('%s is within what DuckDB takes, or refused before', async (_name, expression, expected) => {
  const cells = [
    { name: 'n', type: INTEGER, value: '1' },
    { name: 't', type: TEXT, value: 'a' },
  ]
  const result = await evaluator.expression(expression, cells)
  expect(result.startsWith('expression-too-') ? 'refused' : result).toBe(expected)
})
