import { constantText } from '../functions/definition.ts'
import type { DataType } from '../types.ts'
import { parseNumber } from './scalar-parse-number.ts'
import { at, infix, plain, type CallPrint, type Printer } from './scalar-printer.ts'
import { printType } from './scalar-type.ts'

/**
 * Raises while the query runs. DuckDB's `error()` is volatile and so is refused inside `TRY`;
 * a conversion that can't work is not, and is evaluated only for the rows of its branch.
 */
export function raise(message: string, type: DataType): string {
  const wrong = `CAST('${message}' AS BIGINT)`
  return `CAST(${wrong} AS ${printType(type)})`
}

const isNonZeroLiteral = (call: CallPrint): boolean => /[1-9]/.test(constantText(call.scalars[1]) ?? '')

const divide =
  (operator: '/' | '%'): Printer =>
  (call) => {
    const [a, b] = [at(call, 0), at(call, 1)]
    if (isNonZeroLiteral(call)) return `(${a} ${operator} ${b})`
    return `CASE WHEN ${b} = 0 THEN ${raise('division by zero', call.type)} ELSE ${a} ${operator} ${b} END`
  }

/** Infinite results are raised like any other overflow. */
const power: Printer = (call) => {
  const result = `pow(${at(call, 0)}, ${at(call, 1)})`
  return `CASE WHEN isfinite(${result}) THEN ${result} WHEN ${result} IS NOT NULL THEN ${raise('out of range', call.type)} END`
}

const rounding =
  (name: 'floor' | 'ceil'): Printer =>
  (call) =>
    call.type.kind === 'integer' ? at(call, 0) : `${name}(${at(call, 0)})`

const round: Printer = (call) => {
  const digits = constantText(call.scalars[1]) ?? '0'
  return call.type.kind === 'integer' && !digits.startsWith('-') ? at(call, 0) : `round(${at(call, 0)}, ${digits})`
}

/** DuckDB's printing of arithmetic. */
export const numberPrinters: Readonly<Record<string, Printer>> = {
  add: infix('+'),
  subtract: infix('-'),
  multiply: infix('*'),
  divide: divide('/'),
  modulo: divide('%'),
  negate: (call) => `(- ${at(call, 0)})`,
  power,
  sqrt: plain('sqrt'),
  abs: plain('abs'),
  round,
  floor: rounding('floor'),
  ceil: rounding('ceil'),
  min_of: plain('least'),
  max_of: plain('greatest'),
  parse_number: parseNumber,
}
