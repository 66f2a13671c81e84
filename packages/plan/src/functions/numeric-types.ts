import { BIG_INTEGER, FLOAT, INTEGER, decimal, type DataType } from '../types.ts'

const MAX_PRECISION = 38
const MAX_NARROW = 18

export const isNumeric = (type: DataType): boolean => type.kind === 'integer' || type.kind === 'decimal' || type.kind === 'float'

interface Digits {
  readonly precision: number
  readonly scale: number
}

/** A whole number as the decimal that holds it: 19 digits for 64 bits, 38 for 128. */
const digits = (type: DataType): Digits =>
  type.kind === 'decimal' ? type : { precision: type.kind === 'integer' && type.bits === 128 ? MAX_PRECISION : 19, scale: 0 }

/** Decimals of at most 18 digits stay at 18 (and raise beyond), as 64-bit arithmetic is several times faster. */
const capped = (precision: number, scale: number, widest: number): DataType =>
  decimal(precision > MAX_NARROW && widest <= MAX_NARROW ? MAX_NARROW : Math.min(precision, MAX_PRECISION), scale)

const anyFloat = (a: DataType, b: DataType): boolean => a.kind === 'float' || b.kind === 'float'
const wider = (a: DataType, b: DataType): DataType =>
  (a.kind === 'integer' && a.bits === 128) || (b.kind === 'integer' && b.bits === 128) ? BIG_INTEGER : INTEGER

/** The type of a sum or a difference. */
export function sumType(a: DataType, b: DataType): DataType {
  if (anyFloat(a, b)) return FLOAT
  if (a.kind === 'integer' && b.kind === 'integer') return wider(a, b)
  const [x, y] = [digits(a), digits(b)]
  const scale = Math.max(x.scale, y.scale)
  const precision = Math.max(x.precision - x.scale, y.precision - y.scale) + scale + 1
  return capped(precision, scale, Math.max(x.precision, y.precision))
}

/** The type of a product; undefined when it would need more than 38 digits after the mark. */
export function productType(a: DataType, b: DataType): DataType | undefined {
  if (anyFloat(a, b)) return FLOAT
  if (a.kind === 'integer' && b.kind === 'integer') return wider(a, b)
  const [x, y] = [digits(a), digits(b)]
  const scale = x.scale + y.scale
  if (scale > MAX_PRECISION) return undefined
  const precision = x.precision + y.precision
  if (scale >= MAX_NARROW) return decimal(Math.min(precision, MAX_PRECISION), scale)
  return capped(precision, scale, Math.max(x.precision, y.precision))
}

/** The type of a remainder. */
export function remainderType(a: DataType, b: DataType): DataType {
  if (anyFloat(a, b)) return FLOAT
  if (a.kind === 'integer' && b.kind === 'integer') return wider(a, b)
  return commonNumeric(a, b) ?? FLOAT
}

/** The type that holds both exactly (a floating one excepted); undefined when 38 digits are not enough. */
export function commonNumeric(a: DataType, b: DataType): DataType | undefined {
  if (anyFloat(a, b)) return FLOAT
  if (a.kind === 'integer' && b.kind === 'integer') return wider(a, b)
  const [x, y] = [digits(a), digits(b)]
  const scale = Math.max(x.scale, y.scale)
  const precision = Math.max(x.precision - x.scale, y.precision - y.scale) + scale
  return precision <= MAX_PRECISION ? decimal(precision, scale) : undefined
}

/** The narrowest type of a number as written; undefined when it has more than 38 digits. Takes `12`, `-1.50`, `1e3`. */
export function literalType(text: string): DataType | undefined {
  if (/e/i.test(text)) return FLOAT
  const [whole = '', fraction] = text.replace(/^[+-]/, '').split('.')
  const significant = whole.replace(/^0+/, '')
  if (fraction === undefined) {
    if (significant.length <= 18) return INTEGER
    if (significant.length > MAX_PRECISION) return undefined
    const value = BigInt(text)
    return value >= -(2n ** 63n) && value < 2n ** 63n ? INTEGER : BIG_INTEGER
  }
  const precision = Math.max(significant.length + fraction.length, 1)
  return precision <= MAX_PRECISION ? decimal(precision, fraction.length) : undefined
}

/** A whole-number literal as the narrowest decimal, so that it does not widen what it meets. */
export const narrowInteger = (text: string): DataType => decimal(Math.max(text.replace(/^[+-]?0*/, '').length, 1), 0)
