import {
  call,
  caseWhen,
  col,
  eq,
  INTEGER,
  isPresent,
  literal,
  not,
  or,
  type Column,
  type Measure,
  type Scalar,
  type SortKey,
} from '@sluice/plan'
import { choice, column, strings } from '../kit/fields.ts'
import { asText } from '../kit/terms.ts'

/** How the surviving value of a field is chosen. */
export const SURVIVORS = ['priority', 'last-source', 'newest', 'longest', 'most-frequent', 'first-present'] as const
export type Survivor = (typeof SURVIVORS)[number]

/** The settings of a rule, for one field or for all others. */
export const survivorFields = {
  rule: choice(SURVIVORS, 'priority'),
  priority: strings({ when: { field: 'rule', is: ['priority'] } }),
  by: column({ port: 'in', when: { field: 'rule', is: ['newest'] } }),
} as const

/** The rows that are merged: where each comes from and in which order. */
export interface MergeRows {
  /** The number of the input, from 0, in the order of the connections. */
  readonly ordinal: Column
  readonly blankIsMissing: boolean
}

const integer = (value: number): Scalar => literal(String(value), INTEGER)
const ascending = (value: Scalar): SortKey => ({ value, direction: 'ascending', missing: 'last' })
const descending = (value: Scalar): SortKey => ({ value, direction: 'descending', missing: 'last' })

/** The rank of each input: those named first come first, the others after them in the order of the connections. */
function rankOf(ordinal: Column, preferred: readonly number[]): Scalar {
  const branches = preferred.map((input, rank) => ({ when: eq(col(ordinal), integer(input)), then: integer(rank - preferred.length) }))
  return caseWhen(branches, col(ordinal))
}

/** A value counts when it is there and, for texts, not blank. */
export const counts = (field: Column, rows: MergeRows): Scalar =>
  rows.blankIsMissing && field.type.kind === 'text' ? not(call('is_blank', [col(field)])) : isPresent(col(field))

/**
 * The measure that picks the surviving value of a field. `by` is the column of dates, `preferred` the inputs in their order.
 * The rows come input by input, so that ties, which break on row order, go to the earlier connection.
 */
export function survivor(
  rule: Survivor,
  field: Column,
  rows: MergeRows,
  preferred: readonly number[],
  by: Column | undefined,
): Omit<Measure, 'id'> {
  const common = { value: col(field), where: counts(field, rows) }
  switch (rule) {
    case 'priority':
      return { ...common, fn: 'first-value', orderBy: preferred.length === 0 ? [] : [ascending(rankOf(rows.ordinal, preferred))] }
    case 'last-source':
      return { ...common, fn: 'last-value' }
    case 'newest':
      return { ...common, fn: 'first-value', orderBy: by === undefined ? [] : [descending(col(by))] }
    case 'longest':
      return { ...common, fn: 'first-value', orderBy: [descending(call('length', [asText(col(field))]))] }
    case 'most-frequent':
      return { ...common, fn: 'most-frequent' }
    case 'first-present':
      return { ...common, fn: 'first-value' }
  }
}

/** True when a value is there and another than the winner. */
export const loses = (value: Scalar, there: Scalar, winner: Scalar): Scalar =>
  call('and', [there, not(call('same_value', [asText(value), asText(winner)]))])

/** True for rows that lack part of the key. */
export const lacksKey = (keys: readonly Column[], blankIsMissing: boolean): Scalar =>
  or(...keys.map((key) => (blankIsMissing && key.type.kind === 'text' ? call('is_blank', [col(key)]) : not(isPresent(col(key))))))
