import { col, convertTo, literal, TEXT, type Column, type Scalar } from '@sluice/plan'

/** The value as the text people see. */
export const asText = (value: Scalar): Scalar => convertTo(value, TEXT)

/** A text constant. */
export const textLiteral = (value: string): Scalar => literal(value, TEXT)

/** What a value typed into a form is compared with: lists, records and bytes as the text they are shown as. */
export function comparable(column: Column): Scalar {
  const nested = column.type.kind === 'list' || column.type.kind === 'record' || column.type.kind === 'binary'
  return nested ? asText(col(column)) : col(column)
}
