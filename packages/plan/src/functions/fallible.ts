import { parts, type Scalar } from '../scalar.ts'
import { functions } from './table.ts'

/** Whether evaluation may raise on some row. */
export function isFallible(scalar: Scalar): boolean {
  switch (scalar.kind) {
    case 'column':
    case 'literal':
    case 'attempt':
    case 'failed':
      return false
    case 'convert':
    case 'case':
      return parts(scalar).some(isFallible)
    case 'call': {
      const rule = functions.get(scalar.fn)?.fallible ?? true
      return (typeof rule === 'function' ? rule(scalar.args, scalar.type) : rule) || scalar.args.some(isFallible)
    }
  }
}

/** Whether a later condition may raise, so that the earlier ones must guard it. */
export const needsGuard = (conditions: readonly Scalar[]): boolean => conditions.slice(1).some(isFallible)

const repeats = ({ fn, args }: Scalar & { kind: 'call' }): number =>
  (fn === 'and' || fn === 'or') && needsGuard(args) ? 2 : (functions.get(fn)?.repeats ?? 1)

/** An upper bound of how many pieces the printed scalar has, counting what a dialect repeats. */
export function printedSize(scalar: Scalar): number {
  const sum = (scalars: readonly Scalar[]): number => scalars.reduce((total, s) => total + printedSize(s), 0)
  switch (scalar.kind) {
    case 'column':
    case 'literal':
      return 1
    case 'convert':
      return 1 + 3 * printedSize(scalar.value)
    case 'attempt':
    case 'failed':
      return 1 + printedSize(scalar.value)
    case 'case':
      return 1 + printedSize(scalar.otherwise) + sum(scalar.branches.flatMap((b) => [b.when, b.then]))
    case 'call':
      return 1 + repeats(scalar) * sum(scalar.args)
  }
}
