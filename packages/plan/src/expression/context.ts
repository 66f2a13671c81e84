import type { Scalar } from '../scalar.ts'
import type { Column, DataType } from '../types.ts'
import type { ExpressionProblem, Span } from './tree.ts'

/** A parameter of the flow with the text of its value; null when it has none (yet). */
export interface ExpressionParameter {
  readonly name: string
  readonly type: DataType
  readonly value: string | null
}

/** What an expression may refer to. */
export interface ExpressionContext {
  readonly columns: readonly Column[]
  readonly parameters?: readonly ExpressionParameter[]
  /** IANA zone of the flow; default UTC. */
  readonly zone?: string
  /** The frozen clock of the run as ISO instant; at design time any. */
  readonly now?: string
  /** The expression must be a condition. */
  readonly expect?: 'any' | 'boolean'
}

/** Collects problems while a tree is typed. */
export class Checking {
  readonly problems: ExpressionProblem[] = []
  readonly #exact: ReadonlyMap<string, Column>
  readonly #folded = new Map<string, Column | 'ambiguous'>()

  constructor(readonly context: ExpressionContext) {
    this.#exact = new Map(context.columns.map((c) => [c.name, c]))
    for (const column of context.columns) {
      const key = column.name.toLowerCase()
      this.#folded.set(key, this.#folded.has(key) ? 'ambiguous' : column)
    }
  }

  /** The column of that name: exactly, else the only one that differs in case alone. */
  column(name: string): Column | 'ambiguous' | undefined {
    return this.#exact.get(name) ?? this.#folded.get(name.toLowerCase())
  }

  /** Notes a problem; the node it is about has no scalar. */
  report(code: string, span: Span, params: ExpressionProblem['params'] = {}, fix?: ExpressionProblem['fix']): Scalar | undefined {
    this.problems.push({ code, params, from: span.from, to: span.to, ...(fix && { fix }) })
    return undefined
  }
}

/** Types one node. */
export type CheckNode<T> = (tree: T, checking: Checking) => Scalar | undefined
