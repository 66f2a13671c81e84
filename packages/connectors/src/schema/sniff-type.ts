import { sniffMoment } from './sniff-date.ts'

/** A type as flow documents write it, with the format its values have. */
export interface SniffedType {
  readonly type: string
  readonly format?: string
}

const TEXT: SniffedType = { type: 'text' }

/** Most digits of a number that is taken for one; more are an identifier. */
const MAX_DIGITS = 18
const INTEGER = /^-?(?:0|[1-9]\d*)$/
const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/
const EXPONENT = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const GROUPED = /^-?(?:0|[1-9]\d{0,2}(?:,\d{3})*|[1-9]\d*)(?:\.\d+)?$/
const GROUPED_EUROPEAN = /^-?(?:0|[1-9]\d{0,2}(?:\.\d{3})*|[1-9]\d*)(?:,\d+)?$/
const BOOLEAN = /^(?:true|false)$/i

const digits = (value: string): number => value.replace(/\D/g, '').length

/** `decimal(p,s)` with room for larger numbers than the sample has. */
function decimalType(values: readonly string[], mark: string): string {
  let scale = 0
  let whole = 1
  for (const value of values) {
    const [left = '', right = ''] = value.split(mark)
    scale = Math.max(scale, right.length)
    whole = Math.max(whole, digits(left))
  }
  const precision = Math.max(MAX_DIGITS, whole + scale)
  return precision <= 38 ? `decimal(${precision},${scale})` : 'text'
}

function sniffNumber(values: readonly string[]): SniffedType | undefined {
  const every = (pattern: RegExp): boolean => values.every((value) => pattern.test(value))
  const some = (pattern: RegExp): boolean => values.some((value) => pattern.test(value))
  if (every(INTEGER)) return values.some((value) => digits(value) > MAX_DIGITS) ? TEXT : { type: 'integer' }
  if (every(DECIMAL)) return { type: decimalType(values, '.') }
  if (every(EXPONENT)) return { type: 'float' }
  if (every(GROUPED) && some(/\d,\d{3}(?:,|\.|$)/) && (some(/,.*[.,]/) || values.length > 1))
    return { type: decimalType(values, '.'), format: '1,234.56' }
  if (every(GROUPED_EUROPEAN) && some(/,\d{1,2}$/)) return { type: decimalType(values, ','), format: '1.234,56' }
  return undefined
}

/**
 * The narrowest type that all values of a sample fit without changing a character of meaning: leading zeros, a plus
 * sign and more than 18 digits stay text. Missing values are left out before.
 */
export function sniffType(values: readonly string[]): SniffedType {
  if (values.length === 0) return TEXT
  if (values.every((value) => BOOLEAN.test(value))) return { type: 'boolean' }
  return sniffNumber(values) ?? sniffMoment(values) ?? TEXT
}
