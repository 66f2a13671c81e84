import { attempt, checkExpression, failed, INTEGER, isFallible, printScalar } from '@sluice/plan'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { columnsOf, Evaluator } from './evaluate.ts'

let evaluator: Evaluator
beforeAll(async () => {
  evaluator = await Evaluator.open()
})
afterAll(() => evaluator.close())

test.each([
  ['5', 'DOUBLE 2.0', 'BOOLEAN false'],
  ['0', 'DOUBLE missing', 'BOOLEAN true'],
  [null, 'DOUBLE missing', 'BOOLEAN false'],
])('10 divided by %s: attempt gives %s, failed gives %s', async (value, attempted, raised) => {
  const cells = [{ name: 'x', type: INTEGER, value }]
  const { scalar } = checkExpression('10 / x', { columns: columnsOf(cells) })
  if (scalar === undefined) throw new Error('refused')
  expect(await evaluator.scalars([attempt(scalar), failed(scalar)], cells)).toEqual([attempted, raised])
})

test('over many rows only those that raise are missing', async () => {
  const { scalar } = checkExpression('cast(x as integer) % 3', { columns: [{ id: 'c0', name: 'x', type: { kind: 'text' } }] })
  if (scalar === undefined) throw new Error('refused')
  const [value, raised] = [printScalar(attempt(scalar), (id) => id), printScalar(failed(scalar), (id) => id)]
  const [row] = await evaluator.rows(
    `SELECT count(*), count(${value}), count(*) FILTER (WHERE ${raised}) FROM (SELECT CASE WHEN i % 10 = 0 THEN 'x' WHEN i % 10 = 1 THEN NULL ELSE CAST(i AS VARCHAR) END c0 FROM range(10000) t(i))`,
  )
  expect(row).toEqual(['10000', '8000', '1000'])
})

test('two expressions that share a part which raises stay apart in one statement', async () => {
  const columns = [{ id: 'c0', name: 'x', type: { kind: 'text' } }] as const
  const texts = ['cast(x as integer) % 3', 'cast(x as integer) % 3 + 1', '(1 / cast(x as integer) + 1) * 2', '1 / cast(x as integer) + 1']
  const scalars = texts.flatMap((text) => checkExpression(text, { columns }).scalar ?? [])
  const printed = scalars.flatMap((s) => [attempt(s), failed(s)]).map((s, i) => `${printScalar(s, (id) => id)} AS r${i}`)
  const source = `SELECT CASE WHEN i % 10 = 0 THEN 'x' ELSE CAST(i % 10 - 1 AS VARCHAR) END c0 FROM range(1000) t(i)`
  const counts = printed.map((_, i) => (i % 2 === 0 ? `count(r${i})` : `count(*) FILTER (WHERE r${i})`)).join(', ')
  const [row] = await evaluator.rows(`SELECT ${counts} FROM (SELECT ${printed.join(', ')} FROM (${source}))`)
  expect(row).toEqual(['900', '100', '900', '100', '800', '200', '800', '200'])
})

test.each([
  ['a + b', true],
  ['a * 1.5', false],
  ['d * 2', false],
  ['d + d', false],
  ['a / 2', false],
  ['a / b', true],
  ['a / 0', true],
  ['upper(t)', false],
  ['cast(t as integer)', true],
  ['try_cast(t as integer)', false],
  ['cast(a as text)', false],
  ["if(a > 1, 'x', t)", false],
  ["t = 'x' or 1 / a > 2", true],
])('%s may raise: %s', (expression, expected) => {
  const columns = [
    { id: 'c0', name: 'a', type: INTEGER },
    { id: 'c1', name: 'b', type: INTEGER },
    { id: 'c2', name: 'd', type: { kind: 'decimal', precision: 12, scale: 2 } },
    { id: 'c3', name: 't', type: { kind: 'text' } },
  ] as const
  const { scalar, problems } = checkExpression(expression, { columns })
  expect(problems).toEqual([])
  expect(scalar && isFallible(scalar)).toBe(expected)
})
