import type { Token } from './tokenize.ts'
import { children, type ExpressionProblem, type Span, type Tree } from './tree.ts'

/** DuckDB reads 1,000 levels, and a node prints as up to four. Chains such as `a || b || c` are as deep as they are long. */
const MAX_DEPTH = 200
/** Parentheses, calls and cases inside one another. */
const MAX_OPEN = 100
const MAX_NODES = 5_000

/** Ends parsing; caught by `parseExpression` alone. */
export class SyntaxProblem extends Error {
  constructor(readonly problem: ExpressionProblem) {
    super(problem.code)
  }
}

const RESERVED: ReadonlySet<string> = new Set([
  'and', 'or', 'not', 'between', 'in', 'like', 'is', 'null', 'missing', 'case', 'when', 'then', 'else', 'end', 'cast', 'try_cast', 'as', 'true', 'false',
  'select', 'from', 'where', 'exists', 'distinct',
]) // prettier-ignore

/** Words that are no column names unless quoted. */
export const isReserved = (word: string): boolean => RESERVED.has(word.toLowerCase())

/** Walks the tokens, and counts depth and size of what is built. */
export class Cursor {
  #index = 0
  #open = 0
  #nodes = 0
  readonly #depths = new WeakMap<Tree, number>()

  constructor(private readonly tokens: readonly Token[]) {}

  peek(ahead = 0): Token {
    const token = this.tokens[this.#index + ahead] ?? this.tokens.at(-1)
    if (token === undefined) throw new RangeError('no tokens')
    return token
  }

  next(): Token {
    const token = this.peek()
    this.#index++
    return token
  }

  /** The position where the last taken token ended. */
  get end(): number {
    return this.tokens[this.#index - 1]?.to ?? 0
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'word' && token.value.toLowerCase() === word
  }

  isOperator(operator: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'operator' && token.value === operator
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false
    this.#index++
    return true
  }

  takeOperator(operator: string): boolean {
    if (!this.isOperator(operator)) return false
    this.#index++
    return true
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) this.fail('expected', { wanted: word.toUpperCase(), found: this.peek().raw })
  }

  expectOperator(operator: string): void {
    if (!this.takeOperator(operator)) this.fail('expected', { wanted: operator, found: this.peek().raw })
  }

  fail(code: string, params: Readonly<Record<string, string>> = {}, span: Span = this.peek()): never {
    throw new SyntaxProblem({ code, params, from: span.from, to: Math.max(span.to, span.from) })
  }

  /** Runs a nested parse, counting how many are open. */
  nested<T>(parse: () => T): T {
    this.#open++
    if (this.#open > MAX_OPEN) this.fail('expression-too-deep', { limit: `${MAX_OPEN}` })
    const result = parse()
    this.#open--
    return result
  }

  /** Registers a finished node. */
  node(tree: Tree): Tree {
    const depth = 1 + Math.max(0, ...children(tree).map((c) => this.#depths.get(c) ?? 0))
    if (depth > MAX_DEPTH) this.fail('expression-too-deep', { limit: `${MAX_DEPTH}` }, tree)
    if (++this.#nodes > MAX_NODES) this.fail('expression-too-long', { limit: `${MAX_NODES}` }, tree)
    this.#depths.set(tree, depth)
    return tree
  }
}
