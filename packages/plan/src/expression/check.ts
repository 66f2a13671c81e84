import { caseWhen, literal, not } from '../functions/construct.ts'
import { printedSize } from '../functions/fallible.ts'
import { literalType } from '../functions/numeric-types.ts'
import { readTemporal } from '../functions/temporal-text.ts'
import { unify } from '../functions/unify.ts'
import type { Scalar } from '../scalar.ts'
import { BOOLEAN, TEXT, formatType, parseType } from '../types.ts'
import { checkAll, checkCall, checkCast, resolveAt } from './check-call.ts'
import { checkColumn } from './check-names.ts'
import { Checking, type ExpressionContext } from './context.ts'
import { parseExpression } from './parse.ts'
import type { BinaryOperator, ExpressionProblem, Tree } from './tree.ts'

/** Pieces of printed SQL; keeps the statement of one expression under about half a megabyte. */
const MAX_PRINTED = 20_000

const OPERATORS: Readonly<Record<BinaryOperator, string>> = {
  '=': 'eq', '<>': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', '||': 'join', '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide', '%': 'modulo',
} // prettier-ignore

const negatedIf = (negated: boolean, scalar: Scalar | undefined): Scalar | undefined => (negated && scalar ? not(scalar) : scalar)

function checkNumber(tree: Tree & { kind: 'number' }, checking: Checking, sign = ''): Scalar | undefined {
  const text = sign + tree.value.replace(/^\./, '0.').replace(/\.(?=$|e)/i, '')
  const type = literalType(text)
  return type === undefined ? checking.report('number-too-long', tree) : literal(text, type)
}

function checkTemporal(tree: Tree & { kind: 'temporal' }, checking: Checking): Scalar | undefined {
  const type = parseType(tree.type) ?? TEXT
  const value = readTemporal(tree.value, type)
  return value === undefined ? checking.report('bad-literal', tree, { type: tree.type, value: tree.value }) : literal(value, type)
}

/** Applies a function to parts of the tree. */
function apply(name: string, tree: Tree, parts: readonly Tree[], checking: Checking): Scalar | undefined {
  const args = checkAll(parts, checking, checkTree)
  return args && resolveAt(name, args, tree, parts, checking)
}

function checkCase(tree: Tree & { kind: 'case' }, checking: Checking): Scalar | undefined {
  const conditions = tree.branches.map((b) =>
    tree.subject === undefined ? checkTree(b.when, checking) : apply('eq', b.when, [tree.subject, b.when], checking),
  )
  const results = checkAll([...tree.branches.map((b) => b.then), ...(tree.otherwise ? [tree.otherwise] : [])], checking, checkTree)
  const wrong = tree.branches.find((_, i) => conditions[i] !== undefined && conditions[i].type.kind !== 'boolean')
  if (wrong !== undefined) return checking.report('not-a-condition', wrong.when)
  const whens = conditions.filter((c) => c !== undefined)
  if (results === undefined || whens.length < tree.branches.length) return undefined
  const all = tree.otherwise ? results : [...results, literal(null)]
  const unified = unify(all)
  const last = unified?.at(-1)
  if (unified === undefined || last === undefined) {
    return checking.report('types-differ', tree, { function: 'case', types: [...new Set(all.map((r) => formatType(r.type)))].join(', ') })
  }
  return caseWhen(
    whens.flatMap((when, i) => (unified[i] ? [{ when, then: unified[i] }] : [])),
    last,
  )
}

function checkTree(tree: Tree, checking: Checking): Scalar | undefined {
  switch (tree.kind) {
    case 'text':
      return literal(tree.value, TEXT)
    case 'number':
      return checkNumber(tree, checking)
    case 'temporal':
      return checkTemporal(tree, checking)
    case 'boolean':
      return literal(tree.value, BOOLEAN)
    case 'missing':
      return literal(null)
    case 'column':
      return checkColumn(tree, checking)
    case 'call':
      return checkCall(tree, checking, checkTree)
    case 'logic':
      return apply(tree.operator, tree, tree.operands, checking)
    case 'not':
      return apply('not', tree, [tree.operand], checking)
    case 'negate':
      return tree.operand.kind === 'number' ? checkNumber(tree.operand, checking, '-') : apply('negate', tree, [tree.operand], checking)
    case 'binary':
      return apply(OPERATORS[tree.operator], tree, [tree.left, tree.right], checking)
    case 'between':
      return negatedIf(tree.negated, apply('between', tree, [tree.value, tree.low, tree.high], checking))
    case 'in':
      return negatedIf(tree.negated, apply('in_list', tree, [tree.value, ...tree.items], checking))
    case 'like':
      return negatedIf(tree.negated, apply('like', tree, [tree.value, tree.pattern], checking))
    case 'is-missing':
      return negatedIf(tree.negated, apply('is_missing', tree, [tree.value], checking))
    case 'case':
      return checkCase(tree, checking)
    case 'cast':
      return checkCast(tree, checking, checkTree)
  }
}

export interface Checked {
  readonly scalar?: Scalar
  readonly problems: readonly ExpressionProblem[]
}

/** Parses and types an expression over columns. With a problem there is no scalar. Nothing of the text is ever executed as it stands. */
export function checkExpression(text: string, context: ExpressionContext): Checked {
  const parsed = parseExpression(text)
  if (parsed.tree === undefined) return { problems: parsed.problems }
  const checking = new Checking(context)
  const scalar = checkTree(parsed.tree, checking)
  if (scalar !== undefined && context.expect === 'boolean' && scalar.type.kind !== 'boolean') {
    checking.report('not-a-condition', parsed.tree)
  }
  if (scalar !== undefined && printedSize(scalar) > MAX_PRINTED) checking.report('expression-too-complex', parsed.tree)
  return checking.problems.length === 0 && scalar !== undefined ? { scalar, problems: [] } : { problems: checking.problems }
}
