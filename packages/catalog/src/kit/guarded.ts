import { attempt, col, failed, isFallible, type Column, type Failure, type NodePlan, type Relation, type Scalar } from '@sluice/plan'
import { asText, textLiteral } from './terms.ts'

/** A computed value and the name of the column it is for. */
export interface Computed {
  readonly name: string
  readonly value: Scalar
  /** Shown with a rejected row: the value that could not be used. */
  readonly from?: Column
}

/** The value with a failure of its evaluation turned into missing; such rows are split off before. */
export const attempted = (value: Scalar): Scalar => (isFallible(value) ? attempt(value) : value)

/** The failure of rows for which a value can't be computed (division by zero, overflow); undefined when that can't happen. */
export const evaluationFailure = ({ name, value, from }: Computed): Failure | undefined =>
  isFallible(value)
    ? {
        code: 'expression-failed',
        column: name,
        when: failed(value),
        value: from === undefined ? textLiteral('') : asText(col(from)),
        params: {},
      }
    : undefined

/** Splits off the rows for which one of the values can't be computed. */
export const splitFailures = (plan: NodePlan, input: Relation, computed: readonly Computed[]): Relation =>
  plan.split(
    input,
    computed.map(evaluationFailure).filter((failure) => failure !== undefined),
  )
