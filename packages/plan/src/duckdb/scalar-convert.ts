import { alwaysFits, convertible } from '../functions/convert.ts'
import type { DataType } from '../types.ts'
import { fromText, localToInstant } from './scalar-convert-text.ts'
import { printType } from './scalar-type.ts'

/** Converted only when turning the result back gives the same value, so that nothing is rounded. */
const onlyExact = (x: string, from: DataType, to: DataType): string =>
  `CASE WHEN TRY_CAST(TRY_CAST(${x} AS ${printType(to)}) AS ${printType(from)}) = ${x} THEN TRY_CAST(${x} AS ${printType(to)}) END`

/** DuckDB leaves the zero before the mark out where the type has no digit there: `.5`, which is no number in JSON. */
function decimalText(x: string, { precision, scale }: DataType & { kind: 'decimal' }): string {
  const text = `CAST(${x} AS VARCHAR)`
  return precision === scale ? `regexp_replace(${text}, '^(-?)\\.', '\\10.')` : text
}

/** Prints a strict conversion of an already printed value. It never raises: what does not fit is missing. */
export function printConvert(x: string, from: DataType, to: DataType, cheap: boolean): string {
  const target = printType(to)
  if (!convertible(from, to)) return `CAST(NULL AS ${target})`
  if (from.kind === 'text' && to.kind !== 'text') return fromText(x, to, cheap)
  if (from.kind === 'binary') return to.kind === 'text' ? `TRY(decode(${x}))` : x
  if (printType(from) === target) return x
  if (from.kind === 'decimal' && to.kind === 'text') return decimalText(x, from)
  if (alwaysFits(from, to)) return `CAST(${x} AS ${target})`
  if (to.kind === 'boolean') return `CASE ${x} WHEN 1 THEN true WHEN 0 THEN false END`
  if (to.kind === 'instant') return localToInstant(from.kind === 'date' ? `CAST(${x} AS TIMESTAMP)` : x)
  if (from.kind === 'integer' && to.kind !== 'float') return `TRY_CAST(${x} AS ${target})`
  return onlyExact(x, from, to)
}
