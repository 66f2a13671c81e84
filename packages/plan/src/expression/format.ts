import { isReserved } from './cursor.ts'
import { children, type Tree } from './tree.ts'

/** A text literal of the language. */
export const formatText = (value: string): string => `'${value.replaceAll("'", "''")}'`

/** A column name as it is typed: bare when it can be. */
export const formatName = (name: string): string =>
  /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name) && !isReserved(name) ? name : `"${name.replaceAll('"', '""')}"`

const list = (trees: readonly Tree[]): string => trees.map(formatExpression).join(', ')
const group = (tree: Tree): string => (isAtom(tree) ? formatExpression(tree) : `(${formatExpression(tree)})`)
const isAtom = (tree: Tree): boolean => ['text', 'number', 'boolean', 'missing', 'column', 'call', 'cast', 'temporal'].includes(tree.kind)
const unless = (negated: boolean): string => (negated ? 'not ' : '')

/** Writes a tree as text that parses to the same tree. */
export function formatExpression(tree: Tree): string {
  switch (tree.kind) {
    case 'text':
      return formatText(tree.value)
    case 'number':
      return tree.value
    case 'temporal':
      return `${tree.type} ${formatText(tree.value)}`
    case 'boolean':
      return `${tree.value}`
    case 'missing':
      return 'null'
    case 'column':
      return tree.quoted ? `"${tree.name.replaceAll('"', '""')}"` : tree.name
    case 'call':
      return `${tree.name}(${list(tree.args)})`
    case 'logic':
      return tree.operands.map(group).join(` ${tree.operator} `)
    case 'not':
      return `not ${group(tree.operand)}`
    case 'negate':
      return `-${group(tree.operand)}`
    case 'binary':
      return `${group(tree.left)} ${tree.operator} ${group(tree.right)}`
    case 'between':
      return `${group(tree.value)} ${unless(tree.negated)}between ${group(tree.low)} and ${group(tree.high)}`
    case 'in':
      return `${group(tree.value)} ${unless(tree.negated)}in (${list(tree.items)})`
    case 'like':
      return `${group(tree.value)} ${unless(tree.negated)}like ${group(tree.pattern)}`
    case 'is-missing':
      return `${group(tree.value)} is ${unless(tree.negated)}null`
    case 'cast':
      return `${tree.lenient ? 'try_cast' : 'cast'}(${formatExpression(tree.value)} as ${tree.type})`
    case 'case': {
      const subject = tree.subject === undefined ? '' : ` ${group(tree.subject)}`
      const branches = tree.branches.map((b) => ` when ${group(b.when)} then ${group(b.then)}`).join('')
      return `case${subject}${branches}${tree.otherwise === undefined ? '' : ` else ${group(tree.otherwise)}`} end`
    }
  }
}

/** Every column a tree names, in the order of the text. */
export const columnsUsed = (tree: Tree): readonly (Tree & { kind: 'column' })[] =>
  tree.kind === 'column' ? [tree] : children(tree).flatMap(columnsUsed)
