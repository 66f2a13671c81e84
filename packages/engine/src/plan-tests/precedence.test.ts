import { formatExpression, parseExpression } from '@sluice/plan'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Evaluator } from './evaluate.ts'

let evaluator: Evaluator
beforeAll(async () => {
  evaluator = await Evaluator.open()
})
afterAll(() => evaluator.close())

/** How DuckDB groups an expression: its tree without the places in the text; undefined when it is no expression to DuckDB. */
async function treeOf(expression: string): Promise<unknown> {
  const [row] = await evaluator.rows(`SELECT json_serialize_sql($v$SELECT ${expression}$v$)`)
  const { error, statements } = JSON.parse(row?.[0] ?? '', (key, value: unknown) => (key === 'query_location' ? undefined : value)) as {
    readonly error: boolean
    readonly statements?: unknown
  }
  return error ? undefined : statements
}

const operand = fc.constantFrom('a', 'b', 'c', '7', "'x'")
const prefix = fc.constantFrom('', '', '', 'not ', '-')
const suffix = fc.constantFrom('', '', '', ' is null', ' is not null', ' in (a, 7)', ' not in (b)', " like 'x'", ' not like c')
const between = fc
  .tuple(fc.constantFrom('between', 'not between'), operand, operand)
  .map(([word, low, high]) => ` ${word} ${low} and ${high}`)
const operator = fc.constantFrom('+', '-', '*', '/', '%', '||', '=', '<>', '<', '<=', '>', '>=', 'and', 'or')
const term = fc.tuple(prefix, operand, fc.oneof({ weight: 4, arbitrary: suffix }, { weight: 1, arbitrary: between })).map((parts) => parts.join('')) // prettier-ignore
const chain = fc
  .tuple(term, fc.array(fc.tuple(operator, term), { minLength: 1, maxLength: 5 }))
  .map(([first, rest]) => [first, ...rest.flat()].join(' '))

test('operators without parentheses are grouped as DuckDB groups them', async () => {
  await fc.assert(
    fc.asyncProperty(chain, async (text) => {
      const { tree } = parseExpression(text)
      const wanted = await treeOf(text)
      // What can't be chained, such as `a < b < c`, is refused; SQL refuses a little more (`a like b like c`).
      fc.pre(tree !== undefined && wanted !== undefined)
      expect(await treeOf(formatExpression(tree)), text).toEqual(wanted)
    }),
    { numRuns: 500 },
  )
})
