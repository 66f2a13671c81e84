import type { Scalar } from '../scalar.ts'
import { BOOLEAN, DATE, DATETIME, FLOAT, INSTANT, INTEGER, LIST, RECORD, TEXT, TIME, decimal, sameType, type DataType, type TypeKind } from '../types.ts' // prettier-ignore
import { always, constantText, define, parameter, type FunctionDefinition } from './definition.ts'
import { commonType } from './unify.ts'

/** From each kind to the kinds it can be turned into besides text and itself. */
const TARGETS: Readonly<Record<TypeKind, readonly TypeKind[]>> = {
  text: ['integer', 'decimal', 'float', 'boolean', 'date', 'time', 'datetime', 'instant', 'list', 'record', 'binary'],
  integer: ['decimal', 'float', 'boolean'],
  decimal: ['integer', 'float'],
  float: ['integer', 'decimal'],
  boolean: ['integer'],
  date: ['datetime', 'instant'],
  time: [],
  datetime: ['date', 'time', 'instant'],
  instant: ['date', 'time', 'datetime'],
  list: [],
  record: [],
  binary: [],
}

/** Whether a value of one type may be turned into the other at all; single values may still not fit. */
export const convertible = (from: DataType, to: DataType): boolean =>
  from.kind === to.kind || to.kind === 'text' || TARGETS[from.kind].includes(to.kind)

/** Turns into text from anything but bytes, and from a narrower type of the same family to a wider one, always work. */
export function alwaysFits(from: DataType, to: DataType): boolean {
  if (sameType(from, to)) return true
  if (to.kind === 'text') return from.kind !== 'binary'
  if ((from.kind === 'datetime' || from.kind === 'instant') && (to.kind === 'date' || to.kind === 'time')) return true
  if (from.kind === 'instant' && to.kind === 'datetime') return true
  if (from.kind === 'boolean' && to.kind === 'integer') return true
  if (to.kind === 'float' || to.kind === 'instant') return false
  const common = commonType(from, to)
  return common !== undefined && sameType(common, to)
}

const conversion = (name: string, type: DataType): FunctionDefinition =>
  define({
    name,
    group: 'convert',
    parameters: [parameter('value', 'any')],
    result: always(type),
    check: ([value]) =>
      value === undefined || convertible(value.type, type)
        ? undefined
        : { code: 'cannot-cast', params: { source: value.type.kind, target: type.kind }, argument: 0 },
  })

const decimalOf = (args: readonly Scalar[]): DataType | undefined => {
  const [precision, scale] = [Number(constantText(args[1]) ?? '38'), Number(constantText(args[2]) ?? '10')]
  return precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision ? decimal(precision, scale) : undefined
}

/** Strict conversions; for people they raise when a value does not fit. */
export const convertFunctions: readonly FunctionDefinition[] = [
  conversion('to_text', TEXT),
  conversion('to_integer', INTEGER),
  define({
    name: 'to_decimal',
    group: 'convert',
    parameters: [
      parameter('value', 'any'),
      parameter('digits', 'integer', { optional: true, constant: true }),
      parameter('scale', 'integer', { optional: true, constant: true }),
    ],
    result: decimalOf,
    check: ([value]) =>
      value === undefined || convertible(value.type, decimal(38, 10))
        ? undefined
        : { code: 'cannot-cast', params: { source: value.type.kind, target: 'decimal' }, argument: 0 },
  }),
  conversion('to_float', FLOAT),
  conversion('to_boolean', BOOLEAN),
  conversion('to_date', DATE),
  conversion('to_time', TIME),
  conversion('to_datetime', DATETIME),
  conversion('to_instant', INSTANT),
  conversion('to_list', LIST),
  conversion('to_record', RECORD),
]
