import { BOOLEAN, TEXT, call, sameType, type Column, type DataType, type Scalar } from '@sluice/plan'

/** A column as a scalar. */
export const use = (column: Column): Scalar => ({ kind: 'column', id: column.id, type: column.type })
export const textLiteral = (value: string): Scalar => ({ kind: 'literal', value, type: TEXT })
export const truth = (value: boolean): Scalar => ({ kind: 'literal', value, type: BOOLEAN })
/** A missing value of a type. */
export const nothing = (type: DataType): Scalar => ({ kind: 'literal', value: null, type })

export const missing = (value: Scalar): Scalar => call('is_missing', [value])
export const not = (value: Scalar): Scalar => call('not', [value])
export const present = (value: Scalar): Scalar => not(missing(value))
/** True when all are true; true for none. */
export const all = (values: readonly Scalar[]): Scalar =>
  values.length === 0 ? truth(true) : values.reduce((left, right) => call('and', [left, right]))
/** True when at least one is true; false for none. */
export const any = (values: readonly Scalar[]): Scalar =>
  values.length === 0 ? truth(false) : values.reduce((left, right) => call('or', [left, right]))
/** The first of the values that is not missing. */
export const firstPresent = (values: readonly Scalar[]): Scalar => call('coalesce', values)

/** The value in a type, missing where it does not fit; the value itself when it has that type already. */
export const convertTo = (value: Scalar, type: DataType): Scalar => (sameType(value.type, type) ? value : { kind: 'convert', value, type })
export const asText = (value: Scalar): Scalar => convertTo(value, TEXT)

/** `then` where the condition holds, else `otherwise`; both have one type. */
export const choose = (when: Scalar, then: Scalar, otherwise: Scalar): Scalar => ({
  kind: 'case',
  branches: [{ when, then }],
  otherwise,
  type: then.type,
})
