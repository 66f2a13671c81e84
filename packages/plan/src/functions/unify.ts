import type { Scalar } from '../scalar.ts'
import { DATE, DATETIME, INSTANT, TIME, sameType, type DataType } from '../types.ts'
import { commonNumeric, isNumeric, narrowInteger } from './numeric-types.ts'
import { readTemporal } from './temporal-text.ts'

const rank: Readonly<Record<string, number>> = { date: 0, datetime: 1 }

/** The type both may take without losing anything; undefined when there is none. */
export function commonType(a: DataType, b: DataType): DataType | undefined {
  if (sameType(a, b)) return a
  if (isNumeric(a) && isNumeric(b)) return commonNumeric(a, b)
  const [x, y] = [rank[a.kind], rank[b.kind]]
  return x === undefined || y === undefined ? undefined : x > y ? a : b
}

export const isNull = (scalar: Scalar): boolean => scalar.kind === 'literal' && scalar.value === null

/** A literal written another way so that it takes the type; undefined when it can't. */
function literalAs(scalar: Scalar, type: DataType): Scalar | undefined {
  if (scalar.kind !== 'literal') return undefined
  if (scalar.value === null) return { ...scalar, type }
  if (typeof scalar.value !== 'string') return undefined
  if (scalar.type.kind === 'text' && [DATE, TIME, DATETIME, INSTANT].some((t) => t.kind === type.kind)) {
    const value = readTemporal(scalar.value, type)
    return value === undefined ? undefined : { kind: 'literal', value, type }
  }
  if (scalar.type.kind === 'integer' && type.kind === 'decimal') return { ...scalar, type: narrowInteger(scalar.value) }
  if (scalar.type.kind === 'integer' && type.kind === 'float') return { ...scalar, type }
  return undefined
}

/** The scalar in a wider type of the same family: nothing is lost, nothing becomes missing. */
export function widen(scalar: Scalar, type: DataType): Scalar {
  if (sameType(scalar.type, type)) return scalar
  if (isNull(scalar)) return { kind: 'literal', value: null, type }
  return { kind: 'call', fn: 'widen', args: [scalar], type }
}

/** Whole-number literals beside decimals become narrow decimals; texts beside dates become dates; missing takes any type. */
export function adaptLiterals(scalars: readonly Scalar[]): readonly Scalar[] {
  const guide =
    scalars.find((s) => s.kind !== 'literal' && s.type.kind !== 'text') ?? scalars.find((s) => !isNull(s) && s.type.kind !== 'text')
  const fallback = guide ?? scalars.find((s) => !isNull(s))
  if (fallback === undefined) return scalars
  return scalars.map((s) => literalAs(s, fallback.type) ?? s)
}

/** All scalars brought to their common type; undefined when they have none. */
export function unify(scalars: readonly Scalar[]): readonly Scalar[] | undefined {
  const adapted = adaptLiterals(scalars)
  let type: DataType | undefined = adapted[0]?.type
  for (const scalar of adapted) type = type === undefined ? undefined : commonType(type, scalar.type)
  return type === undefined ? undefined : adapted.map((s) => widen(s, type))
}
