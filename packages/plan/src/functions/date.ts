import type { Scalar } from '../scalar.ts'
import { DATE, DATETIME, INSTANT, INTEGER, TEXT, TIME, type DataType } from '../types.ts'
import { parseDateFormat, readFormatProblem } from './date-format.ts'
import { always, constantText, define, parameter, type CallProblem, type FunctionDefinition, type Parameter } from './definition.ts'

export const DATE_UNITS = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const
export const DATE_PARTS = [...DATE_UNITS, 'weekday', 'day_of_year'] as const

const when = parameter('when', 'temporal')
const first = (args: readonly Scalar[]): DataType => args[0]?.type ?? DATE

const unitCheck =
  (allowed: readonly string[]) =>
  (args: readonly Scalar[]): CallProblem | undefined => {
    const unit = constantText(args[0]) ?? ''
    return allowed.includes(unit) ? undefined : { code: 'unknown-unit', params: { unit, allowed: allowed.join(', ') }, argument: 0 }
  }

const parser = (
  name: string,
  type: DataType & { kind: 'date' | 'time' | 'datetime' | 'instant' },
  between: readonly Parameter[] = [],
): FunctionDefinition =>
  define({
    name,
    group: 'date',
    missing: 'own',
    parameters: [parameter('text', 'text'), ...between, parameter('format', 'any', { constant: true, repeated: true })],
    result: always(type),
    check: (args) => {
      for (const [i, arg] of args.entries()) {
        if (i <= between.length) continue
        const format = constantText(arg) ?? ''
        const wrong = arg.type.kind === 'integer' ? !/^\d{1,2}$/.test(format) : readFormatProblem(format, type.kind) !== undefined
        if (wrong) return { code: 'bad-date-format', params: { format, part: readFormatProblem(format, type.kind) ?? format }, argument: i }
      }
      return undefined
    },
    repeats: 4,
    internal: between.length > 0,
  })

const add = (name: string): FunctionDefinition =>
  define({ name, group: 'date', parameters: [when, parameter('count', 'integer')], result: first, fallible: true })

const part = (name: string): FunctionDefinition => define({ name, group: 'date', parameters: [when], result: always(INTEGER) })

/** Dates and times. Those of instants are taken in the flow's zone. */
export const dateFunctions: readonly FunctionDefinition[] = [
  parser('parse_date', { kind: 'date' }),
  parser('parse_datetime', { kind: 'datetime' }),
  parser('parse_time', { kind: 'time' }),
  parser('parse_instant', { kind: 'instant' }),
  // Texts without an offset are times in the zone that is named, whatever the flow's is.
  parser('parse_instant_in', { kind: 'instant' }, [parameter('zone', 'text', { constant: true })]),
  define({
    name: 'format_date',
    group: 'date',
    parameters: [when, parameter('format', 'text', { constant: true })],
    result: always(TEXT),
    check: (args) => {
      const parsed = parseDateFormat(constantText(args[1]) ?? '')
      return 'unknown' in parsed
        ? { code: 'bad-date-format', params: { format: constantText(args[1]) ?? '', part: parsed.unknown }, argument: 1 }
        : undefined
    },
  }),
  define({
    name: 'date_part',
    group: 'date',
    parameters: [parameter('part', 'text', { constant: true }), when],
    result: always(INTEGER),
    check: unitCheck(DATE_PARTS),
  }),
  part('year'),
  part('month'),
  part('day'),
  add('add_days'),
  add('add_months'),
  add('add_years'),
  define({
    name: 'date_diff',
    group: 'date',
    parameters: [
      parameter('unit', 'text', { constant: true }),
      parameter('from', 'temporal', { same: true }),
      parameter('to', 'temporal', { same: true }),
    ],
    result: always(INTEGER),
    check: unitCheck(DATE_UNITS),
    fallible: true,
  }),
  define({
    name: 'start_of',
    group: 'date',
    parameters: [parameter('unit', 'text', { constant: true }), when],
    result: (args) => args[1]?.type,
    check: unitCheck(DATE_UNITS),
  }),
  define({ name: 'now', group: 'date', parameters: [], result: always(INSTANT) }),
  define({ name: 'today', group: 'date', parameters: [], result: always(DATE) }),
  define({ name: 'date_of', group: 'date', parameters: [when], result: always(DATE) }),
  define({ name: 'time_of', group: 'date', parameters: [when], result: always(TIME) }),
  define({ name: 'local_datetime', group: 'date', parameters: [parameter('when', 'instant')], result: always(DATETIME) }),
]
