import { isFallible } from '../functions/fallible.ts'
import { parts, type Scalar } from '../scalar.ts'
import type { ColumnId } from '../types.ts'
import { checkDigitPrinters } from './scalar-check-digits.ts'
import { printConvert } from './scalar-convert.ts'
import { datePrinters } from './scalar-date.ts'
import { listPrinters } from './scalar-list.ts'
import { logicPrinters } from './scalar-logic.ts'
import { numberPrinters } from './scalar-number.ts'
import { isCheap, type Printer } from './scalar-printer.ts'
import { quoteText } from './scalar-quote.ts'
import { textPrinters } from './scalar-text.ts'
import { printType } from './scalar-type.ts'

export { quoteIdentifier, quoteText } from './scalar-quote.ts'
export { printType } from './scalar-type.ts'

/** DuckDB's printing of every function of the table. */
export const duckdbPrinters: ReadonlyMap<string, Printer> = new Map(
  Object.entries({ ...textPrinters, ...checkDigitPrinters, ...numberPrinters, ...datePrinters, ...logicPrinters, ...listPrinters }),
)

function printLiteral(scalar: Scalar & { kind: 'literal' }): string {
  const { value, type } = scalar
  if (value === null) return `CAST(NULL AS ${printType(type)})`
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (type.kind === 'text' || type.kind === 'list' || type.kind === 'record') return quoteText(value)
  if (type.kind === 'binary') return `encode(${quoteText(value)})`
  return `CAST(${quoteText(value)} AS ${printType(type)})`
}

function firstColumn(scalar: Scalar): ColumnId | undefined {
  if (scalar.kind === 'column') return scalar.id
  for (const part of parts(scalar)) {
    const found = firstColumn(part)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * DuckDB takes expressions that occur twice out of `TRY` and evaluates them before it, where they raise (1.5: common
 * subexpressions). It leaves the inside of a CASE alone, so the content stands in one that is always taken.
 */
function shielded(value: Scalar, printed: string, columnRef: (id: ColumnId) => string): string {
  const id = isFallible(value) ? firstColumn(value) : undefined
  if (id === undefined) return printed
  const column = columnRef(id)
  return `CASE WHEN ${column} IS NULL AND ${column} IS NOT NULL THEN NULL ELSE ${printed} END`
}

/** The one place that prints scalars for DuckDB. `columnRef` says how a column is named where the text will stand. */
export function printScalar(scalar: Scalar, columnRef: (id: ColumnId) => string): string {
  const print = (s: Scalar): string => printScalar(s, columnRef)
  switch (scalar.kind) {
    case 'column':
      return columnRef(scalar.id)
    case 'literal':
      return printLiteral(scalar)
    case 'convert':
      return `(${printConvert(print(scalar.value), scalar.value.type, scalar.type, isCheap(scalar.value))})`
    case 'attempt':
      return `TRY(${shielded(scalar.value, print(scalar.value), columnRef)})`
    case 'failed':
      return `(TRY(${shielded(scalar.value, `(${print(scalar.value)}) IS NULL`, columnRef)}) IS NULL)`
    case 'case': {
      const branches = scalar.branches.map((b) => `WHEN ${print(b.when)} THEN ${print(b.then)}`)
      return `(CASE ${branches.join(' ')} ELSE ${print(scalar.otherwise)} END)`
    }
    case 'call': {
      const printer = duckdbPrinters.get(scalar.fn)
      if (printer === undefined) throw new RangeError(`no printing of ${scalar.fn}`)
      const text = printer({ args: scalar.args.map(print), scalars: scalar.args, type: scalar.type })
      return text.startsWith('CASE ') ? `(${text})` : text
    }
  }
}
