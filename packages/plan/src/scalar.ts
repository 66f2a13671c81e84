import type { ColumnId, DataType } from './types.ts'

/**
 * A typed scalar: what expressions and node settings become, and the only thing printers print.
 * `call.fn` is a key of the function table (`functions/`), operators included.
 * `convert` yields missing when the value does not fit the type; it never fails and never rounds in silence.
 */
export type Scalar =
  | { readonly kind: 'column'; readonly id: ColumnId; readonly type: DataType }
  | { readonly kind: 'literal'; readonly value: string | boolean | null; readonly type: DataType }
  | { readonly kind: 'call'; readonly fn: string; readonly args: readonly Scalar[]; readonly type: DataType }
  | { readonly kind: 'case'; readonly branches: readonly CaseBranch[]; readonly otherwise: Scalar; readonly type: DataType }
  | { readonly kind: 'convert'; readonly value: Scalar; readonly type: DataType }
  | { readonly kind: 'attempt'; readonly value: Scalar; readonly type: DataType }
  | { readonly kind: 'failed'; readonly value: Scalar; readonly type: DataType }

export interface CaseBranch {
  readonly when: Scalar
  readonly then: Scalar
}

/** The direct parts of a scalar, in order. */
export function parts(scalar: Scalar): readonly Scalar[] {
  switch (scalar.kind) {
    case 'column':
    case 'literal':
      return []
    case 'call':
      return scalar.args
    case 'case':
      return [...scalar.branches.flatMap((b) => [b.when, b.then]), scalar.otherwise]
    case 'convert':
    case 'attempt':
    case 'failed':
      return [scalar.value]
  }
}
