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
  const [only, ...others] = orderBy
  if (only === undefined) return ties === 'first' ? 'min(o)' : 'max(o)'
  return (others.length === 0 ? printPackedOrdinal(only, ties) : undefined) ?? printFirst('o', orderBy, ties)
}

/** Ordinals have 48 bits. */
const ORDINALS = '281474976710656'
const LAST_ORDINAL = '281474976710655'
/** Beyond every number of 64 bits. */
const BEYOND = '9223372036854775810'

/**
 * A key of whole days or numbers with the ordinal below it, packed in one number of 128 bits, whose greatest is found in half
 * the time. Undefined for other keys.
 */
function printPackedOrdinal({ value, direction, missing }: SortKey, ties: 'first' | 'last'): string | undefined {
  const { type } = value
  if (type.kind !== 'date' && !(type.kind === 'integer' && type.bits === 64)) return undefined
  const printed = printScalar(value, ref)
  const number = type.kind === 'date' ? `(${printed} - DATE '1970-01-01')::HUGEINT` : `${printed}::HUGEINT`
  const key = `coalesce(${direction === 'descending' ? '' : '-'}${number}, ${missing === 'first' ? '' : '-'}${BEYOND})`
  const found = `(max(${key} * ${ORDINALS} + ${ties === 'last' ? 'o' : `(${LAST_ORDINAL} - o)`}) & ${LAST_ORDINAL})`
  return `(${ties === 'last' ? found : `${LAST_ORDINAL} - ${found}`})::BIGINT`
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
