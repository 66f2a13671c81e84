import type { FirstPerKey, SortKey } from '../relation.ts'
import type { DataType } from '../types.ts'
import { printScalar } from './scalar.ts'

const ref = (id: string): string => id

/** Prints sort keys with their direction and the place of missing values. */
export const printSortKeys = (keys: readonly SortKey[]): string[] =>
  keys.map(
    ({ value, direction, missing }) =>
      `${printScalar(value, ref)} ${direction === 'ascending' ? 'ASC' : 'DESC'} NULLS ${missing === 'first' ? 'FIRST' : 'LAST'}`,
  )

const NEGATABLE: readonly DataType['kind'][] = ['integer', 'decimal', 'float']

/** The ordinal of the row that comes first by `orderBy`, ties by the ordinal `o`. */
export function printFirstOrdinal(orderBy: FirstPerKey['orderBy'], ties: 'first' | 'last'): string {
  if (orderBy.length === 0) return ties === 'first' ? 'min(o)' : 'max(o)'
  return printFirst('o', orderBy, ties)
}

/**
 * The value of the row that comes first by `orderBy`, ties by the ordinal `o`; rows without a value are to be left out by a FILTER.
 * `arg_min`/`arg_max` over a struct is several times faster than an ordered aggregate; it works when all keys can be
 * compared in one direction (numbers are negated where needed). A flag in front of each key places the missing values.
 */
export function printFirst(what: string, orderBy: readonly SortKey[], ties: 'first' | 'last'): string {
  if (orderBy.length === 0) return `${ties === 'first' ? 'arg_min' : 'arg_max'}(${what}, o)`
  const wanted = orderBy[0]!.direction
  const fields: string[] = []
  for (const { value, direction, missing } of orderBy) {
    const printed = printScalar(value, ref)
    // The comparison looks for the greatest when descending, for the least when ascending.
    const flag = (missing === 'first') === (wanted === 'descending') ? `${printed} IS NULL` : `${printed} IS NOT NULL`
    if (direction === wanted) fields.push(flag, printed)
    else if (NEGATABLE.includes(value.type.kind)) fields.push(flag, `-${value.type.kind === 'integer' ? `${printed}::HUGEINT` : printed}`)
    else return `first(${what} ORDER BY ${[...printSortKeys(orderBy), `o ${ties === 'first' ? 'ASC' : 'DESC'}`].join(', ')})`
  }
  fields.push((ties === 'first') === (wanted === 'ascending') ? 'o' : '-o')
  return `${wanted === 'ascending' ? 'arg_min' : 'arg_max'}(${what}, row(${fields.join(', ')}))`
}
