import { and, call, isMissing, isPresent, not, col, type Column, type Failure, type Relation, type Scalar } from '@sluice/plan'
import { boolean, choice } from './fields.ts'
import type { Leaving, LowerContext } from './node.ts'
import { asText } from './terms.ts'

/** The settings of nodes that read values as another type: what happens to a value that does not fit. */
export const failureFields = {
  onFailure: choice(['reject', 'empty', 'stop'], 'reject'),
  blankIsMissing: boolean(true, { advanced: true }),
}
export interface FailureSettings {
  readonly onFailure: 'reject' | 'empty' | 'stop'
  readonly blankIsMissing: boolean
}

/** A column read as another type: `value` is missing where it does not fit. */
export interface Reading {
  readonly column: Column
  readonly value: Scalar
  readonly code: string
  readonly params: Readonly<Record<string, string>>
  /** Every value fits, so there is nothing to check. */
  readonly safe?: boolean
}

function failureOf({ column, value, code, params }: Reading, settings: FailureSettings): Failure {
  const raw = col(column)
  const given = column.type.kind === 'text' && settings.blankIsMissing ? not(call('is_blank', [raw])) : isPresent(raw)
  return {
    code,
    column: column.name,
    when: and(given, isMissing(value)),
    value: asText(raw),
    params,
    ...(settings.onFailure === 'stop' && { stop: true as const }),
  }
}

/** The operators of such a node: rows that fail are split off on its input, then the columns are read in their place. */
export function readColumns(context: LowerContext<FailureSettings>, input: Relation, readings: readonly Reading[]): Leaving {
  const { plan, config } = context
  const checked = config.onFailure === 'empty' ? [] : readings.filter((reading) => reading.safe !== true)
  const fitting = plan.split(
    input,
    checked.map((reading) => failureOf(reading, config)),
  )
  return {
    rows: plan.replace(fitting, new Map(readings.map(({ column, value }) => [column.id, value]))),
    rejected: plan.rejected([fitting], input.columns),
  }
}
