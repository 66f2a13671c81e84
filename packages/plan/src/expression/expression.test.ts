import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DATE, INTEGER, TEXT, type Column } from '../types.ts'
import { checkExpression } from './check.ts'
import { completions } from './completions.ts'
import { formatExpression, formatName } from './format.ts'
import { nearest } from './nearest.ts'
import { parseExpression } from './parse.ts'
import { renameColumn } from './rename.ts'
import { treeArbitrary, withoutSpans } from './tree.fixture.ts'

const columns: readonly Column[] = [
  { id: 'c0', name: 'price', type: INTEGER },
  { id: 'c1', name: 'unit price', type: INTEGER },
  { id: 'c2', name: 'Name', type: TEXT },
  { id: 'c3', name: 'name', type: TEXT },
  { id: 'c4', name: 'Email', type: TEXT },
]

test('a tree written as text parses to the same tree', () => {
  fc.assert(
    fc.property(treeArbitrary, (tree) => {
      const text = formatExpression(tree)
      fc.pre(text.length <= 10_000)
      const parsed = parseExpression(text)
      expect(parsed.problems).toEqual([])
      expect(withoutSpans(parsed.tree)).toEqual(withoutSpans(tree))
    }),
    { numRuns: 500 },
  )
})

test('any text is either a tree or one problem inside the text, never an exception', () => {
  const pieces = fc.constantFrom(
    '(',
    ')',
    'and',
    'not',
    '1',
    "'x'",
    '"c"',
    'case',
    'when',
    'end',
    ',',
    '+',
    '*',
    'in',
    'is',
    'null',
    ' ',
    '--',
    'select',
    "'",
    'price',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((p) => p.join(' ')),
      ),
      (text) => {
        const { tree, problems } = parseExpression(text)
        expect(tree === undefined).toBe(problems.length === 1)
        for (const p of problems) expect(p.from >= 0 && p.from <= p.to && p.to <= text.length).toBe(true)
        checkExpression(text, { columns })
      },
    ),
    { numRuns: 500 },
  )
})

describe('limits', () => {
  test.each([
    ['expression-too-deep', `${'('.repeat(5_000)}1${')'.repeat(4_000)}`],
    ['expression-too-deep', Array.from({ length: 500 }, () => '1').join(' + ')],
    ['expression-too-deep', `${'-'.repeat(1)} ${'not '.repeat(2_000)}true`],
    ['expression-too-long', 'a'.repeat(10_001)],
  ])('%s', (code, text) => expect(parseExpression(text).problems.map((p) => p.code)).toEqual([code]))

  test('many conditions side by side are fine', () => {
    const text = Array.from({ length: 600 }, (_, i) => `price=${i}`).join(' or ')
    expect(checkExpression(text, { columns }).problems).toEqual([])
  })

  test('an expression that would print too large is refused', () => {
    const text = Array.from({ length: 10 }).reduce<string>((inner) => `(1 / ${inner})`, 'price')
    const deep = Array.from({ length: 40 }).reduce<string>((inner) => `(1 / ${inner})`, 'price')
    expect(checkExpression(text, { columns }).problems).toEqual([])
    expect(checkExpression(deep, { columns }).problems.map((p) => p.code)).toEqual(['expression-too-complex'])
  })
})

describe('precedence as in SQL', () => {
  test.each([
    ['1 + 2 * 3', '1 + (2 * 3)'],
    ['1 - 2 - 3', '(1 - 2) - 3'],
    ['not a = b and c', '(not (a = b)) and c'],
    ['a or b and c or d', 'a or (b and c) or d'],
    ['a = b is null', '(a = b) is null'],
    ["'a' || 1 + 2", "'a' || (1 + 2)"],
    ['-a * b', '(-a) * b'],
    ['a between 1 and 2 and c', '(a between 1 and 2) and c'],
    ['a not in (1, 2) or b', '(a not in (1, 2)) or b'],
    ['a = 1 + 2', 'a = (1 + 2)'],
  ])('%s is %s', (text, grouped) =>
    expect(formatExpression(parseExpression(text).tree ?? { kind: 'missing', from: 0, to: 0 })).toBe(grouped),
  )
})

describe('columns', () => {
  const ids = (text: string): unknown => checkExpression(text, { columns }).scalar ?? checkExpression(text, { columns }).problems[0]?.code
  test('are found exactly, else by the only one that differs in case', () => {
    expect(ids('Name')).toMatchObject({ id: 'c2' })
    expect(ids('name')).toMatchObject({ id: 'c3' })
    expect(ids('EMAIL')).toMatchObject({ id: 'c4' })
    expect(ids('NAME')).toBe('ambiguous-column')
    expect(ids('"unit price"')).toMatchObject({ id: 'c1' })
  })
  test('that are unknown come with a fix at their place', () => {
    expect(checkExpression('1 + prcie', { columns }).problems).toMatchObject([
      { code: 'unknown-column-near', from: 4, to: 9, fix: { from: 4, to: 9, text: 'price' } },
    ])
    expect(checkExpression('name = "Ann O\'Hara"', { columns }).problems).toMatchObject([
      { code: 'unknown-column-quoted', fix: { text: "'Ann O''Hara'" } },
    ])
  })
  test('are renamed where they are meant and nowhere else', () => {
    expect(renameColumn('(price) + "price" || \'price\' /  price', 'price', 'unit price')).toBe(
      '("unit price") + "unit price" || \'price\' /  "unit price"',
    )
  })
})

test('all problems of an expression are reported, each at its place', () => {
  const { problems } = checkExpression("nosuchthing + trim(1) + param('x')", { columns })
  expect(problems.map((p) => [p.code, p.from])).toEqual([
    ['unknown-column', 0],
    ['wrong-argument-type', 19],
    ['unknown-parameter', 30],
  ])
})

test('a parameter is a constant, whatever stands in it', () => {
  const parameters = [{ name: 'x', type: TEXT, value: "' or price = 1 --" }]
  expect(checkExpression("name = param('x')", { columns, parameters }).scalar).toMatchObject({
    args: [{}, { kind: 'literal', value: "' or price = 1 --" }],
  })
  expect(checkExpression("param('d')", { columns, parameters: [{ name: 'd', type: DATE, value: 'soon' }] }).problems[0]?.code).toBe(
    'bad-parameter-value',
  )
})

test('a condition is asked for where one is needed', () => {
  expect(checkExpression('price', { columns, expect: 'boolean' }).problems.map((p) => p.code)).toEqual(['not-a-condition'])
  expect(checkExpression('price > 1', { columns, expect: 'boolean' }).problems).toEqual([])
})

describe('completion', () => {
  const labels = (text: string): readonly string[] =>
    completions(text, text.length, columns, [{ name: 'since', type: DATE }]).options.map((o) => o.insert)
  test('offers columns before functions', () => expect(labels('1 + pr')).toEqual(['price']))
  test('quotes names that need it', () => expect(labels('unit')).toEqual(['"unit price"']))
  test('offers columns inside double quotes and nothing inside texts', () => {
    expect(labels('"unit p')).toEqual(['"unit price"'])
    expect(labels("'pri")).toEqual([])
  })
  test('offers parameters inside param', () => expect(labels("price > param('s")).toEqual(["'since'"]))
  test('offers no operators and no internal functions by name', () => expect(labels('chec')).toEqual([]))
})

test('names are written bare only when they can be read so', () => {
  expect(['a', '名', 'a b', 'and', '1a', 'a"b'].map(formatName)).toEqual(['a', '名', '"a b"', '"and"', '"1a"', '"a""b"'])
})

test('the nearest name is one that a slip of the finger explains', () => {
  expect([nearest('prcie', ['price', 'prince']), nearest('zzz', ['price']), nearest('Trim', ['trim_all', 'trim'])]).toEqual([
    'price',
    undefined,
    'trim',
  ])
})
