import type { Scalar } from '../scalar.ts'
import { BOOLEAN, TEXT, type Column, type DataType } from '../types.ts'
import { convertTo } from './expand.ts'
import { resolveCall } from './resolve.ts'
import { unify } from './unify.ts'

export { convertTo } from './expand.ts'

/** A reference to a column. */
export const col = (column: Column): Scalar => ({ kind: 'column', id: column.id, type: column.type })

/** A constant. Numbers and dates are given as text, e.g. `literal('1.50', decimal(3, 2))`. */
export const literal = (value: string | boolean | null, type: DataType = typeof value === 'boolean' ? BOOLEAN : TEXT): Scalar => ({
  kind: 'literal',
  value,
  type,
})

/** A call of a function of the table; throws when the arguments don't fit, which is a mistake of the caller. */
export function call(fn: string, args: readonly Scalar[]): Scalar {
  const resolved = resolveCall(fn, args)
  if ('scalar' in resolved) return resolved.scalar
  throw new TypeError(`${fn}: ${resolved.problem.code} ${JSON.stringify(resolved.problem.params)}`)
}

/** Nested ones of the same kind are taken in, constants and single ones fall away. */
function connect(fn: 'and' | 'or', conditions: readonly Scalar[]): Scalar {
  const flat = conditions.flatMap((c) => (c.kind === 'call' && c.fn === fn ? c.args : [c]))
  const neutral = fn === 'and'
  const kept = flat.filter((c) => !(c.kind === 'literal' && c.value === neutral))
  return kept.length > 1 ? call(fn, kept) : (kept[0] ?? literal(neutral))
}

export const and = (...conditions: readonly Scalar[]): Scalar => connect('and', conditions)
export const or = (...conditions: readonly Scalar[]): Scalar => connect('or', conditions)
export const not = (condition: Scalar): Scalar => call('not', [condition])
export const eq = (a: Scalar, b: Scalar): Scalar => call('eq', [a, b])
export const ne = (a: Scalar, b: Scalar): Scalar => call('ne', [a, b])
export const lt = (a: Scalar, b: Scalar): Scalar => call('lt', [a, b])
export const le = (a: Scalar, b: Scalar): Scalar => call('le', [a, b])
export const gt = (a: Scalar, b: Scalar): Scalar => call('gt', [a, b])
export const ge = (a: Scalar, b: Scalar): Scalar => call('ge', [a, b])
/** True when both are equal or both are missing; never missing. */
export const sameValue = (a: Scalar, b: Scalar): Scalar => call('same_value', [a, b])
export const isMissing = (value: Scalar): Scalar => call('is_missing', [value])
export const isPresent = (value: Scalar): Scalar => not(isMissing(value))
export const coalesce = (...values: readonly Scalar[]): Scalar => call('coalesce', values)

/** The first branch whose condition is true, else `otherwise`; all results are brought to one type. */
export function caseWhen(branches: readonly { readonly when: Scalar; readonly then: Scalar }[], otherwise: Scalar): Scalar {
  const results = unify([...branches.map((b) => b.then), otherwise])
  const last = results?.at(-1)
  if (results === undefined || last === undefined) throw new TypeError('caseWhen: types-differ')
  if (branches.length === 0) return last
  return {
    kind: 'case',
    branches: branches.map((b, i) => ({ when: b.when, then: results[i] ?? b.then })),
    otherwise: last,
    type: last.type,
  }
}

/** The value, or missing when its evaluation raised. */
export const attempt = (value: Scalar): Scalar => ({ kind: 'attempt', value, type: value.type })

/** True when the evaluation of the value raised. */
export const failed = (value: Scalar): Scalar => ({ kind: 'failed', value, type: BOOLEAN })

/** Converts and raises when a value that is there does not fit. */
export const convertOrRaise = (value: Scalar, type: DataType): Scalar => orRaise(convertTo(value, type), value)

/** Raises when the origin is there but the result is missing. */
export const orRaise = (result: Scalar, origin: Scalar): Scalar => call('checked', [result, origin])
