import { commonType, isNumeric, sameType, TEXT, type DataType } from '@sluice/plan'

/** One type for the values of several inputs; `fellToText` when no type but text holds them all. */
export interface UnifiedType {
  readonly type: DataType
  readonly fellToText: boolean
}

/** A floating number keeps 15 decimal digits; a type with more would be rounded. */
const FLOAT_DIGITS = 15
const exactAsFloat = (type: DataType): boolean => type.kind === 'float' || (type.kind === 'decimal' && type.precision <= FLOAT_DIGITS)

function pair(a: DataType, b: DataType): DataType | undefined {
  if (sameType(a, b)) return a
  if (!isNumeric(a) || !isNumeric(b)) return undefined
  if (a.kind !== 'float' && b.kind !== 'float') return commonType(a, b)
  return exactAsFloat(a) && exactAsFloat(b) ? { kind: 'float' } : undefined
}

/** Equal types stay; whole, decimal and floating numbers meet where that is exact; anything else becomes text. */
export function unifyTypes(types: readonly DataType[]): UnifiedType {
  let unified: DataType | undefined = types[0]
  for (const type of types) unified = unified === undefined ? undefined : pair(unified, type)
  return unified === undefined ? { type: TEXT, fellToText: types.length > 0 } : { type: unified, fellToText: false }
}
