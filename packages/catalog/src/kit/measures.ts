import { BIG_INTEGER, decimal, FLOAT, INTEGER, isNumeric, LIST, TEXT, type AggregateFunction, type DataType } from '@sluice/plan'

/** The figures a person can ask of a group, in the order of the form. */
export const MEASURES = [
  'count', 'count-values', 'count-distinct', 'sum', 'average', 'min', 'max', 'median', 'first', 'last', 'first-value', 'last-value',
  'most-frequent', 'longest', 'join-text', 'list', 'list-distinct',
] as const satisfies readonly AggregateFunction[] // prettier-ignore
export type MeasureFunction = (typeof MEASURES)[number]

/** Whole numbers add up to wider ones, decimals to 38 digits: both exact. */
function sumType(type: DataType): DataType {
  if (type.kind === 'integer') return BIG_INTEGER
  return type.kind === 'decimal' ? decimal(38, type.scale) : FLOAT
}

const isOrdered = (type: DataType): boolean => type.kind !== 'list' && type.kind !== 'record' && type.kind !== 'binary'

function resultType(fn: MeasureFunction, of: DataType): DataType | undefined {
  switch (fn) {
    case 'count':
    case 'count-values':
    case 'count-distinct':
      return INTEGER
    case 'sum':
      return isNumeric(of) ? sumType(of) : undefined
    case 'average':
    case 'median':
      return isNumeric(of) ? FLOAT : undefined
    case 'min':
    case 'max':
      return isOrdered(of) ? of : undefined
    case 'first':
    case 'last':
    case 'first-value':
    case 'last-value':
    case 'most-frequent':
      return of
    case 'longest':
    case 'join-text':
      return of.kind === 'binary' ? undefined : TEXT
    case 'list':
    case 'list-distinct':
      return of.kind === 'binary' ? undefined : LIST
  }
}

/** A measure with the type of its result; undefined when it makes no sense for values of that type. */
export function measureResult(fn: 'count', of: undefined): { readonly fn: 'count'; readonly type: DataType }
export function measureResult(fn: MeasureFunction, of: DataType): { readonly fn: MeasureFunction; readonly type: DataType } | undefined
export function measureResult(
  fn: MeasureFunction,
  of: DataType | undefined,
): { readonly fn: MeasureFunction; readonly type: DataType } | undefined {
  const type = resultType(fn, of ?? INTEGER)
  return type === undefined ? undefined : { fn, type }
}
