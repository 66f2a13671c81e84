import { Cursor, SyntaxProblem, isReserved } from './cursor.ts'
import { parsePrimary } from './parse-primary.ts'
import { tokenize } from './tokenize.ts'
import type { BinaryOperator, ExpressionProblem, Tree } from './tree.ts'

export const MAX_EXPRESSION_LENGTH = 10_000

/** Binding powers as in SQL: or, and, not, is, comparison, between/in/like, ||, + -, * / %, sign. */
const OR = 1
const AND = 2
const NOT = 3
const IS = 4
const COMPARE = 5
const RANGE = 6
const SIGN = 10

const BINARY: ReadonlyMap<string, readonly [operator: BinaryOperator, power: number]> = new Map([
  ...(['=', '<>', '<', '<=', '>', '>='] as const).map((o): [string, [BinaryOperator, number]] => [o, [o, COMPARE]]),
  ['||', ['||', 7]],
  ['+', ['+', 8]],
  ['-', ['-', 8]],
  ['*', ['*', 9]],
  ['/', ['/', 9]],
  ['%', ['%', 9]],
])

function parsePrefix(cursor: Cursor): Tree {
  const { from } = cursor.peek()
  if (cursor.takeWord('not')) {
    const operand = parseLevel(cursor, NOT)
    return cursor.node({ kind: 'not', operand, from, to: operand.to })
  }
  if (cursor.takeOperator('-')) {
    const operand = parseLevel(cursor, SIGN)
    return cursor.node({ kind: 'negate', operand, from, to: operand.to })
  }
  if (cursor.takeOperator('+')) return parseLevel(cursor, SIGN)
  return parsePrimary(cursor, (c) => parseLevel(c, 0))
}

function parseLogic(cursor: Cursor, left: Tree, operator: 'and' | 'or', power: number): Tree {
  const operands = [left]
  while (cursor.takeWord(operator)) operands.push(parseLevel(cursor, power + 1))
  return cursor.node({ kind: 'logic', operator, operands, from: left.from, to: cursor.end })
}

function parseIs(cursor: Cursor, left: Tree): Tree {
  cursor.next()
  const negated = cursor.takeWord('not')
  if (!cursor.takeWord('null') && !cursor.takeWord('missing')) cursor.fail('expected', { wanted: 'NULL', found: cursor.peek().raw })
  return cursor.node({ kind: 'is-missing', value: left, negated, from: left.from, to: cursor.end })
}

function parseRange(cursor: Cursor, left: Tree): Tree {
  const negated = cursor.takeWord('not')
  const { from } = left
  if (cursor.takeWord('between')) {
    const low = parseLevel(cursor, RANGE + 1)
    cursor.expectWord('and')
    const high = parseLevel(cursor, RANGE + 1)
    return cursor.node({ kind: 'between', value: left, low, high, negated, from, to: high.to })
  }
  if (cursor.takeWord('like')) {
    const pattern = parseLevel(cursor, RANGE + 1)
    return cursor.node({ kind: 'like', value: left, pattern, negated, from, to: pattern.to })
  }
  cursor.expectWord('in')
  cursor.expectOperator('(')
  const items: Tree[] = []
  do items.push(cursor.nested(() => parseLevel(cursor, 0)))
  while (cursor.takeOperator(','))
  cursor.expectOperator(')')
  return cursor.node({ kind: 'in', value: left, items, negated, from, to: cursor.end })
}

const startsRange = (cursor: Cursor): boolean => {
  const ahead = cursor.isWord('not') ? 1 : 0
  return ['between', 'like', 'in'].some((w) => cursor.isWord(w, ahead))
}

/** Parses operators that bind at least as tightly as `power` (V. Pratt, "Top down operator precedence", 1973). */
function parseLevel(cursor: Cursor, power: number): Tree {
  return cursor.nested(() => {
    let left = parsePrefix(cursor)
    for (;;) {
      const binary = cursor.peek().kind === 'operator' ? BINARY.get(cursor.peek().value) : undefined
      if (binary !== undefined && binary[1] >= power) {
        const [operator, binding] = binary
        cursor.next()
        const right = parseLevel(cursor, binding + 1)
        left = cursor.node({ kind: 'binary', operator, left, right, from: left.from, to: right.to })
        const chained = cursor.peek().kind === 'operator' ? BINARY.get(cursor.peek().value) : undefined
        if (binding === COMPARE && chained?.[1] === COMPARE) cursor.fail('chained-comparison')
      } else if (power <= OR && cursor.isWord('or')) left = parseLogic(cursor, left, 'or', OR)
      else if (power <= AND && cursor.isWord('and')) left = parseLogic(cursor, left, 'and', AND)
      else if (power <= IS && cursor.isWord('is')) left = parseIs(cursor, left)
      else if (power <= RANGE && startsRange(cursor)) left = parseRange(cursor, left)
      else return left
    }
  })
}

export interface Parsed {
  readonly tree?: Tree
  readonly problems: readonly ExpressionProblem[]
}

/** Parses the scalar subset of SQL. With a problem there is no tree. */
export function parseExpression(text: string): Parsed {
  const whole = { from: 0, to: text.length }
  if (text.trim() === '') return { problems: [{ code: 'empty-expression', params: {}, ...whole }] }
  if (text.length > MAX_EXPRESSION_LENGTH) {
    return { problems: [{ code: 'expression-too-long', params: { limit: `${MAX_EXPRESSION_LENGTH}` }, ...whole }] }
  }
  const tokenized = tokenize(text)
  if ('problem' in tokenized) return { problems: [tokenized.problem] }
  const cursor = new Cursor(tokenized.tokens)
  try {
    const tree = parseLevel(cursor, 0)
    const rest = cursor.peek()
    if (rest.kind !== 'end')
      cursor.fail(rest.kind === 'word' && isReserved(rest.value) ? 'unexpected-word' : 'unexpected-end', { found: rest.raw })
    return { tree, problems: [] }
  } catch (error) {
    if (error instanceof SyntaxProblem) return { problems: [error.problem] }
    throw error
  }
}
