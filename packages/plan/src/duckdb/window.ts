import type { WindowColumn, WindowFunction } from '../relation.ts'
import { INTEGER, type DataType } from '../types.ts'
import { printMeasure } from './aggregate.ts'
import { printExactMean, printExactMedian } from './exact-mean.ts'
import { printScalar } from './scalar.ts'

const ref = (id: string): string => id

/** Whether a window function depends on the place of the row; the others tell all rows with a key the same. */
export const isRunning = (fn: WindowFunction): boolean => fn === 'count' || fn === 'previous-value' || fn === 'next-value'

const printValue = ({ value }: WindowColumn): string => (value === undefined ? '1' : printScalar(value, ref))

/** Prints a function over the rows with the same key, in the order of `o`. */
export function printOverRows(column: WindowColumn, keys: readonly string[]): string {
  const partition = keys.length === 0 ? '' : `PARTITION BY ${keys.join(', ')}`
  const near = (fn: string, frame: string): string =>
    `${fn}(${printValue(column)} IGNORE NULLS) OVER (${partition} ORDER BY o ROWS BETWEEN ${frame})`
  if (column.fn === 'previous-value') return near('last_value', 'UNBOUNDED PRECEDING AND CURRENT ROW')
  if (column.fn === 'next-value') return near('first_value', 'CURRENT ROW AND UNBOUNDED FOLLOWING')
  return `count(*) OVER (${partition})`
}

/** Prints a function that all rows with a key share, as an aggregate. `grouped` is false without keys. */
export function printOverKey(column: WindowColumn, type: DataType, grouped: boolean): string {
  switch (column.fn) {
    case 'average':
      return printExactMean(printValue(column), type)
    case 'median':
      return printExactMedian(printValue(column), type)
    case 'most-frequent':
      return printMeasure({ ...column, fn: 'most-frequent' }, type, grouped)
    case 'count':
    case 'previous-value':
    case 'next-value':
      return printMeasure({ id: column.id, fn: 'count' }, INTEGER, grouped)
  }
}
