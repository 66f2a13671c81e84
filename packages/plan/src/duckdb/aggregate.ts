import type { Measure } from '../relation.ts'
import type { DataType } from '../types.ts'
import { printFirst, printSortKeys } from './ordering.ts'
import { printScalar, printType, quoteText } from './scalar.ts'
import { printJsonValue } from './json-text.ts'

const ref = (id: string): string => id

/**
 * The values of a group as a list in row order. An aggregate with ORDER BY takes a block of 2,048 rows for every group of
 * more than 16, which thousands of groups have no memory for; only without groups, where it can spill, it is the better one.
 */
function valuesInOrder(value: string, filter: string, order: readonly string[], grouped: boolean): string {
  if (!grouped || order.length > 1) return `list(${value} ORDER BY ${order.join(', ')})${filter}`
  return `list_transform(list_sort(list({o: o, v: ${value}})${filter}), lambda s: s.v)`
}

/** Prints one measure of an aggregate. Everything that depends on order takes the ordinal `o` as the last key, so results repeat. */
export function printMeasure(measure: Measure, type: DataType, grouped: boolean): string {
  const value = measure.value === undefined ? '1' : printScalar(measure.value, ref)
  const from = measure.value?.type ?? type
  const order = [...printSortKeys(measure.orderBy ?? []), 'o']
  const backwards = [...printSortKeys((measure.orderBy ?? []).map(reversed)), 'o DESC']
  const where = measure.where === undefined ? [] : [`(${printScalar(measure.where, ref)}) IS TRUE`]
  const filter = (conditions: readonly string[]): string => (conditions.length === 0 ? '' : ` FILTER (WHERE ${conditions.join(' AND ')})`)
  const all = filter(where)
  const present = filter([...where, `${value} IS NOT NULL`])
  const by = (keys: readonly string[]): string => `ORDER BY ${keys.join(', ')}`
  const simple = measure.orderBy === undefined || measure.orderBy.length === 0
  const exact = from.kind !== 'float'
  const values = (what: string): string => valuesInOrder(what, present, order, grouped)
  const json = measure.value === undefined ? value : printJsonValue(measure.value)
  switch (measure.fn) {
    case 'count':
      return typed(`count(*)${all}`, type)
    case 'count-values':
      return typed(`count(${value})${all}`, type)
    case 'count-distinct':
      return typed(`count(DISTINCT ${value})${all}`, type)
    case 'sum':
      // A sum of floating numbers depends on their order; decimal and whole sums are exact.
      return typed(exact ? `sum(${value})${all}` : `sum(${value} ${by(['o'])})${all}`, type)
    case 'average':
      return typed(exact ? `avg(${value})${all}` : `avg(${value} ${by(['o'])})${all}`, type)
    case 'min':
      return typed(`min(${value})${all}`, type)
    case 'max':
      return typed(`max(${value})${all}`, type)
    case 'median':
      return typed(`median(${value})${all}`, type)
    case 'first':
      return simple ? `arg_min_null(${value}, o)${all}` : `first(${value} ${by(order)})${all}`
    case 'last':
      return simple ? `arg_max_null(${value}, o)${all}` : `first(${value} ${by(backwards)})${all}`
    case 'first-value':
      return simple ? `arg_min(${value}, o)${all}` : `${printFirst(value, measure.orderBy ?? [], 'first')}${present}`
    case 'last-value':
      return simple ? `arg_max(${value}, o)${all}` : `${printFirst(value, (measure.orderBy ?? []).map(reversed), 'last')}${present}`
    case 'most-frequent':
      return grouped ? `list_aggregate(${values(value)}, 'mode')` : `mode(${value} ${by(order)})${present}`
    case 'longest':
      return `first(${value} ${by([`length(CAST(${value} AS VARCHAR)) DESC`, ...order])})${present}`
    case 'join-text':
      return `array_to_string(${values(`CAST(${value} AS VARCHAR)`)}, ${quoteText(measure.separator ?? ', ')})`
    case 'list':
      return `'[' || coalesce(array_to_string(${values(json)}, ','), '') || ']'`
    case 'list-distinct':
      return `'[' || coalesce(array_to_string(${distinctInOrder(values(json))}, ','), '') || ']'`
  }
}

/** The first place of each value decides the order: DISTINCT inside an aggregate can't be ordered by another column. */
const distinctInOrder = (list: string): string => `list_filter(${list}, lambda x, i: list_position(${list}, x) = i)`

const typed = (sql: string, type: DataType): string => `CAST(${sql} AS ${printType(type)})`

const reversed = (key: NonNullable<Measure['orderBy']>[number]): NonNullable<Measure['orderBy']>[number] => ({
  value: key.value,
  direction: key.direction === 'ascending' ? 'descending' : 'ascending',
  missing: key.missing === 'first' ? 'last' : 'first',
})
