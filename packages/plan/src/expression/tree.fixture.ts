import fc from 'fast-check'
import type { BinaryOperator, Tree } from './tree.ts'

const at = { from: 0, to: 0 }
const hostile = fc.constantFrom('a"b', "it's", 'select', '', ' ', '"; drop table x; --', '列 名', '\\', '${x}', '1st', 'null', '\0', '😀')
const name = fc.oneof(fc.string(), hostile)

const leaf: fc.Arbitrary<Tree> = fc.oneof(
  name.map((value): Tree => ({ kind: 'text', value, ...at })),
  fc.nat().map((n): Tree => ({ kind: 'number', value: String(n), ...at })),
  fc.tuple(fc.nat(), fc.nat()).map(([a, b]): Tree => ({ kind: 'number', value: `${a}.${b}`, ...at })),
  fc.boolean().map((value): Tree => ({ kind: 'boolean', value, ...at })),
  fc.constant<Tree>({ kind: 'missing', ...at }),
  name.map((text): Tree => ({ kind: 'column', name: text, quoted: true, ...at })),
  fc.constantFrom('price', '数量', '_x1').map((text): Tree => ({ kind: 'column', name: text, quoted: false, ...at })),
  fc.constantFrom('2024-01-31', "o'clock").map((value): Tree => ({ kind: 'temporal', type: 'date', value, ...at })),
)

const OPERATORS: readonly BinaryOperator[] = ['=', '<>', '<', '<=', '>', '>=', '||', '+', '-', '*', '/', '%']

const branches = (of: fc.Arbitrary<Tree>): fc.Arbitrary<{ readonly when: Tree; readonly then: Tree }[]> =>
  fc.array(fc.record({ when: of, then: of }), { minLength: 1, maxLength: 3 })

function composite(of: fc.Arbitrary<Tree>): fc.Arbitrary<Tree> {
  const some = fc.array(of, { minLength: 1, maxLength: 3 })
  const type = fc.constantFrom('integer', 'decimal(18,2)', 'text')
  return fc.oneof(
    fc.tuple(fc.constantFrom('trim', 'coalesce'), some).map(([fn, args]): Tree => ({ kind: 'call', name: fn, nameSpan: at, args, ...at })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(of, { minLength: 2, maxLength: 3 }))
      .map(([operator, operands]): Tree => ({ kind: 'logic', operator, operands, ...at })),
    of.map((operand): Tree => ({ kind: 'not', operand, ...at })),
    of.map((operand): Tree => ({ kind: 'negate', operand, ...at })),
    fc
      .tuple(fc.constantFrom(...OPERATORS), of, of)
      .map(([operator, left, right]): Tree => ({ kind: 'binary', operator, left, right, ...at })),
    fc.tuple(of, of, of, fc.boolean()).map(([value, low, high, negated]): Tree => ({ kind: 'between', value, low, high, negated, ...at })),
    fc.tuple(of, some, fc.boolean()).map(([value, items, negated]): Tree => ({ kind: 'in', value, items, negated, ...at })),
    fc.tuple(of, of, fc.boolean()).map(([value, pattern, negated]): Tree => ({ kind: 'like', value, pattern, negated, ...at })),
    fc.tuple(of, fc.boolean()).map(([value, negated]): Tree => ({ kind: 'is-missing', value, negated, ...at })),
    branches(of).map((list): Tree => ({ kind: 'case', branches: list, ...at })),
    fc.tuple(of, branches(of), of).map(([subject, list, otherwise]): Tree => ({ kind: 'case', subject, branches: list, otherwise, ...at })),
    fc.tuple(of, type, fc.boolean()).map(([value, to, lenient]): Tree => ({ kind: 'cast', value, type: to, typeSpan: at, lenient, ...at })),
  )
}

/** Random trees, up to four levels deep, with hostile names and texts. Spans are all zero. */
export const treeArbitrary: fc.Arbitrary<Tree> = [1, 2, 3].reduce<fc.Arbitrary<Tree>>((below) => fc.oneof(leaf, composite(below)), leaf)

/** The tree with all spans zero, for comparison. */
export const withoutSpans = (tree: unknown): unknown =>
  JSON.parse(JSON.stringify(tree, (key, value: unknown) => (['from', 'to', 'nameSpan', 'typeSpan'].includes(key) ? undefined : value)))
