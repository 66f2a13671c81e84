import type { Scalar } from '../scalar.ts'
import type { ColumnId } from '../types.ts'
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
  Object.entries({ ...textPrinters, ...numberPrinters, ...datePrinters, ...logicPrinters, ...listPrinters }),
)

function printLiteral(scalar: Scalar & { kind: 'literal' }): string {
  const { value, type } = scalar
  if (value === null) return `CAST(NULL AS ${printType(type)})`
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (type.kind === 'text' || type.kind === 'list' || type.kind === 'record') return quoteText(value)
  if (type.kind === 'binary') return `encode(${quoteText(value)})`
  return `CAST(${quoteText(value)} AS ${printType(type)})`
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
      return `TRY(${print(scalar.value)})`
    case 'failed':
      return `(TRY((${print(scalar.value)}) IS NULL) IS NULL)`
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
