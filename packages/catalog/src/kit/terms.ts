import { convertTo, isPresent, literal, or, TEXT, type Scalar } from '@sluice/plan'

/** The value as the text people see. */
export const asText = (value: Scalar): Scalar => convertTo(value, TEXT)

/** A text constant. */
export const textLiteral = (value: string): Scalar => literal(value, TEXT)

/** True for rows that have at least one of the values. */
export const anyPresent = (values: readonly Scalar[]): Scalar => or(...values.map(isPresent))
