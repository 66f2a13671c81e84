import type { DataType } from '../types.ts'
import { printType } from './scalar-type.ts'

/** A type as whole numbers that can be added up: how a value becomes one, how a sum of values does, and the way back. */
interface WholeForm {
  readonly value: (sql: string) => string
  readonly sum: (sql: string) => string
  readonly back: (sql: string) => string
}

const same = (sql: string): string => sql

/** The digits of a decimal without its point; a product with a power of ten would not have room for 38 of them. */
const unscaled = (sql: string): string => `CAST(replace(CAST(${sql} AS VARCHAR), '.', '') AS HUGEINT)`

function decimalForm(type: DataType & { kind: 'decimal' }): WholeForm {
  const { scale } = type
  const unit = scale === 0 ? '' : ` * CAST('0.${'1'.padStart(scale, '0')}' AS DECIMAL(${scale},${scale}))`
  return {
    value: same,
    sum: scale === 0 ? (sql) => `CAST(${sql} AS HUGEINT)` : unscaled,
    back: (sql) => `CAST(CAST(${sql} AS DECIMAL(38,0))${unit} AS ${printType(type)})`,
  }
}

const EPOCH = `DATE '1970-01-01'`

function wholeForm(type: DataType): WholeForm | undefined {
  switch (type.kind) {
    case 'integer':
      return { value: (sql) => `CAST(${sql} AS HUGEINT)`, sum: same, back: (sql) => `CAST(${sql} AS ${printType(type)})` }
    case 'decimal':
      return decimalForm(type)
    case 'date':
      return { value: (sql) => `CAST(${sql} - ${EPOCH} AS HUGEINT)`, sum: same, back: (sql) => `(${EPOCH} + CAST(${sql} AS INTEGER))` }
    case 'datetime':
      return { value: (sql) => `CAST(epoch_us(${sql}) AS HUGEINT)`, sum: same, back: (sql) => `make_timestamp(CAST(${sql} AS BIGINT))` }
    case 'instant':
      return { value: (sql) => `CAST(epoch_us(${sql}) AS HUGEINT)`, sum: same, back: (sql) => `make_timestamptz(CAST(${sql} AS BIGINT))` }
    default:
      return undefined
  }
}

/** The quotient of whole numbers, rounded half away from zero; missing for nothing divided by 0. */
const rounded = (sum: string, count: string): string =>
  `(${sum} // ${count} + CASE WHEN 2 * abs(${sum} % ${count}) >= ${count} THEN sign(${sum})::HUGEINT ELSE 0 END)`

/**
 * The mean of a group's values in their own type, computed in whole numbers so that no digit is lost before it is rounded: DuckDB's
 * `avg` goes through floating numbers. Only floating values are averaged as such, in row order `o`.
 */
export function printExactMean(value: string, type: DataType): string {
  const form = wholeForm(type)
  if (form === undefined) return `avg(${value} ORDER BY o)`
  return form.back(rounded(form.sum(`sum(${form.value(value)})`), `count(${value})`))
}

/** The median of a group's values in their own type: the middle one, or the mean of the two in the middle. */
export function printExactMedian(value: string, type: DataType): string {
  const form = wholeForm(type)
  if (form === undefined) return `median(${value})`
  const whole = form.value(value)
  const middle = `(${form.sum(`quantile_disc(${whole}, 0.5)`)} + ${form.sum(`-quantile_disc(-${whole}, 0.5)`)})`
  return form.back(rounded(middle, '2'))
}
