import { convertTo, literal, TEXT, type Scalar } from '@sluice/plan'

/** The value as the text people see. */
export const asText = (value: Scalar): Scalar => convertTo(value, TEXT)

/** A text constant. */
export const textLiteral = (value: string): Scalar => literal(value, TEXT)
