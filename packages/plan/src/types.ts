/**
 * The types shown to people. Lists and records are carried as JSON text (their exact source text),
 * so that no number in them is ever rounded. `integer` is 64-bit, 128-bit when `bits` says so.
 */
export type DataType =
  | { readonly kind: 'text' }
  | { readonly kind: 'integer'; readonly bits: 64 | 128 }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'float' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date' }
  | { readonly kind: 'time' }
  | { readonly kind: 'datetime' }
  | { readonly kind: 'instant' }
  | { readonly kind: 'list' }
  | { readonly kind: 'record' }
  | { readonly kind: 'binary' }

export type TypeKind = DataType['kind']

export const TEXT: DataType = { kind: 'text' }
export const INTEGER: DataType = { kind: 'integer', bits: 64 }
export const BIG_INTEGER: DataType = { kind: 'integer', bits: 128 }
export const FLOAT: DataType = { kind: 'float' }
export const BOOLEAN: DataType = { kind: 'boolean' }
export const DATE: DataType = { kind: 'date' }
export const TIME: DataType = { kind: 'time' }
export const DATETIME: DataType = { kind: 'datetime' }
export const INSTANT: DataType = { kind: 'instant' }
export const LIST: DataType = { kind: 'list' }
export const RECORD: DataType = { kind: 'record' }
export const BINARY: DataType = { kind: 'binary' }
export const decimal = (precision: number, scale: number): DataType => ({ kind: 'decimal', precision, scale })

/** Internal id of a column; people's names exist only at sources, sinks and forms. */
export type ColumnId = `c${number}`

/** A column of a relation: internal id, the name people see, the type. */
export interface Column {
  readonly id: ColumnId
  readonly name: string
  readonly type: DataType
}

/** The type as text, as it stands in flow documents: `text`, `integer`, `decimal(18,2)`, … */
export function formatType(type: DataType): string {
  if (type.kind === 'decimal') return `decimal(${type.precision},${type.scale})`
  if (type.kind === 'integer' && type.bits === 128) return 'integer(128)'
  return type.kind
}

const SIMPLE: Readonly<Record<string, DataType>> = {
  text: TEXT, integer: INTEGER, 'integer(64)': INTEGER, 'integer(128)': BIG_INTEGER, float: FLOAT, boolean: BOOLEAN,
  date: DATE, time: TIME, datetime: DATETIME, instant: INSTANT, list: LIST, record: RECORD, binary: BINARY,
  decimal: { kind: 'decimal', precision: 38, scale: 10 },
} // prettier-ignore

/** Reads what `formatType` writes; undefined when it is no type. */
export function parseType(text: string): DataType | undefined {
  const match = /^decimal\((\d{1,2}),\s*(\d{1,2})\)$/.exec(text)
  if (match === null) return Object.hasOwn(SIMPLE, text) ? SIMPLE[text] : undefined
  const precision = Number(match[1])
  const scale = Number(match[2])
  return precision >= 1 && precision <= 38 && scale <= precision ? { kind: 'decimal', precision, scale } : undefined
}

export const sameType = (a: DataType, b: DataType): boolean => formatType(a) === formatType(b)
