/** A place in the text: from (inclusive) to (exclusive), in UTF-16 units as editors count. */
export interface Span {
  readonly from: number
  readonly to: number
}

export type BinaryOperator = '=' | '<>' | '<' | '<=' | '>' | '>=' | '||' | '+' | '-' | '*' | '/' | '%'

/** The parsed expression; every node carries its span. */
export type Tree = Span &
  (
    | { readonly kind: 'text'; readonly value: string }
    | { readonly kind: 'number'; readonly value: string }
    | { readonly kind: 'temporal'; readonly type: 'date' | 'time' | 'datetime' | 'instant'; readonly value: string }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'missing' }
    | { readonly kind: 'column'; readonly name: string; readonly quoted: boolean }
    | { readonly kind: 'call'; readonly name: string; readonly nameSpan: Span; readonly args: readonly Tree[] }
    | { readonly kind: 'logic'; readonly operator: 'and' | 'or'; readonly operands: readonly Tree[] }
    | { readonly kind: 'not'; readonly operand: Tree }
    | { readonly kind: 'negate'; readonly operand: Tree }
    | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Tree; readonly right: Tree }
    | { readonly kind: 'between'; readonly value: Tree; readonly low: Tree; readonly high: Tree; readonly negated: boolean }
    | { readonly kind: 'in'; readonly value: Tree; readonly items: readonly Tree[]; readonly negated: boolean }
    | { readonly kind: 'like'; readonly value: Tree; readonly pattern: Tree; readonly negated: boolean }
    | { readonly kind: 'is-missing'; readonly value: Tree; readonly negated: boolean }
    | { readonly kind: 'case'; readonly subject?: Tree; readonly branches: readonly TreeBranch[]; readonly otherwise?: Tree }
    | { readonly kind: 'cast'; readonly value: Tree; readonly type: string; readonly typeSpan: Span; readonly lenient: boolean }
  )

export interface TreeBranch {
  readonly when: Tree
  readonly then: Tree
}

/** What is wrong with an expression and where; texts by code under `problems.<code>`. */
export interface ExpressionProblem extends Span {
  readonly code: string
  readonly params: Readonly<Record<string, string>>
  /** A replacement of a part of the text that would help. */
  readonly fix?: Span & { readonly text: string }
}

/** The direct parts of a node, in the order of the text. */
export function children(tree: Tree): readonly Tree[] {
  switch (tree.kind) {
    case 'text':
    case 'number':
    case 'temporal':
    case 'boolean':
    case 'missing':
    case 'column':
      return []
    case 'call':
      return tree.args
    case 'logic':
      return tree.operands
    case 'not':
    case 'negate':
      return [tree.operand]
    case 'binary':
      return [tree.left, tree.right]
    case 'between':
      return [tree.value, tree.low, tree.high]
    case 'in':
      return [tree.value, ...tree.items]
    case 'like':
      return [tree.value, tree.pattern]
    case 'is-missing':
    case 'cast':
      return [tree.value]
    case 'case':
      return [tree.subject, ...tree.branches.flatMap((b) => [b.when, b.then]), tree.otherwise].filter((t) => t !== undefined)
  }
}
