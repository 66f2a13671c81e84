import { EXCEL, parseDateFormat, type DateField } from '../functions/date-format.ts'
import { constantText } from '../functions/definition.ts'
import type { Scalar } from '../scalar.ts'
import type { DataType } from '../types.ts'
import { localToInstant } from './scalar-convert-text.ts'
import { at, isCheap, type CallPrint, type Printer } from './scalar-printer.ts'
import { quoteText } from './scalar-quote.ts'

const MONTHS = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)'
const LONG_MONTHS = '(?:january|february|march|april|may|june|july|august|september|october|november|december)'

/** Per field: what it looks like, how DuckDB reads it, how DuckDB writes it. */
const FIELDS: Readonly<Record<DateField, readonly [shape: string, read: string, write: string]>> = {
  yyyy: ['\\d{4}', '%Y', '%Y'],
  yy: ['\\d{2}', '%y', '%y'],
  MMMM: [LONG_MONTHS, '%B', '%B'],
  MMM: [MONTHS, '%b', '%b'],
  MM: ['\\d{2}', '%m', '%m'],
  M: ['\\d{1,2}', '%m', '%-m'],
  dd: ['\\d{2}', '%d', '%d'],
  d: ['\\d{1,2}', '%d', '%-d'],
  EEEE: ['\\w+', '%A', '%A'],
  EEE: ['\\w+', '%a', '%a'],
  HH: ['\\d{2}', '%H', '%H'],
  H: ['\\d{1,2}', '%H', '%-H'],
  hh: ['\\d{2}', '%I', '%I'],
  h: ['\\d{1,2}', '%I', '%-I'],
  mm: ['\\d{2}', '%M', '%M'],
  m: ['\\d{1,2}', '%M', '%-M'],
  ss: ['\\d{2}', '%S', '%S'],
  s: ['\\d{1,2}', '%S', '%-S'],
  SSSSSS: ['\\d{6}', '%f', '%f'],
  SSS: ['\\d{3}', '%g', '%g'],
  a: ['(?:am|pm)', '%p', '%p'],
  XXX: ['(?:z|[+-]\\d\\d:\\d\\d)', '%z', '%z'],
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

function translate(format: string): { readonly shape: string; readonly read: string; readonly write: string } {
  const parsed = parseDateFormat(format)
  const parts = 'parts' in parsed ? parsed.parts : []
  const all = parts.map((part): readonly [string, string, string] => {
    if ('field' in part) return FIELDS[part.field]
    const percent = part.text.replaceAll('%', '%%')
    return [escape(part.text), percent, percent]
  })
  return { shape: all.map((p) => p[0]).join(''), read: all.map((p) => p[1]).join(''), write: all.map((p) => p[2]).join('') }
}

/** The format of `strftime` for a format in people's notation. */
export const writeFormat = (format: string): string => translate(format).write

/** DuckDB reads 69–99 as 1969–1999; another pivot moves the years between by a century. A pivot of 30 reads 00–30 as 20xx. */
function withPivot(stamp: string, format: string, pivot: number): string {
  const parsed = parseDateFormat(format)
  const short = 'parts' in parsed && parsed.parts.some((p) => 'field' in p && p.field === 'yy')
  if (!short || pivot === 68) return stamp
  return pivot < 68
    ? `CASE WHEN year(${stamp}) > ${2000 + pivot} THEN ${stamp} - INTERVAL 100 YEAR ELSE ${stamp} END`
    : `CASE WHEN year(${stamp}) <= ${1900 + pivot} THEN ${stamp} + INTERVAL 100 YEAR ELSE ${stamp} END`
}

/** Days since 1899-12-30 with the time as a fraction. Day 60 is the 29 February 1900 that never was. */
function excelSerial(x: string): string {
  const serial = `TRY_CAST(nullif(regexp_extract(${x}, '^\\s*(\\d{1,7}(\\.\\d+)?)\\s*$', 1), '') AS DOUBLE)`
  const start = `CASE WHEN ${serial} < 60 THEN TIMESTAMP '1899-12-31' WHEN ${serial} >= 61 AND ${serial} < 2958466 THEN TIMESTAMP '1899-12-30' END`
  return `(${start} + to_seconds(CAST(round(${serial} * 86400) AS BIGINT)))`
}

/** The shape is checked first, because `strptime` takes fewer digits and more spaces than asked for. */
function readOne(x: string, format: string, pivot: number): string {
  if (format === EXCEL) return excelSerial(x)
  const { shape, read } = translate(format)
  const text = `nullif(regexp_extract(${x}, ${quoteText(`(?i)^\\s*(${shape})\\s*$`)}, 1), '')`
  const plainTime = /%[Yy]/.test(read) ? { text, read } : { text: `'2000-01-01 ' || ${text}`, read: `%Y-%m-%d ${read}` }
  const offset = read.includes('%z')
  const value = offset ? `regexp_replace(${plainTime.text}, '[zZ]$', '+00:00')` : plainTime.text
  return withPivot(`try_strptime(${value}, ${quoteText(plainTime.read)})`, format, pivot)
}

/** How a time without an offset becomes an instant. */
type LocalTime = (stamp: string) => string

/** A local time of a zone; missing when the clock skips it there. */
const inZone =
  (zone: string): LocalTime =>
  (stamp) =>
    `CASE WHEN timezone(${zone}, timezone(${zone}, ${stamp})) = ${stamp} THEN timezone(${zone}, ${stamp}) END`

function asType(stamp: string, hasOffset: boolean, type: DataType, local: LocalTime): string {
  if (type.kind === 'date') return `CAST(${stamp} AS DATE)`
  if (type.kind === 'time') return `CAST(${stamp} AS TIME)`
  return type.kind === 'instant' && !hasOffset ? local(stamp) : stamp
}

const ISO_DAY = 'yyyy-MM-dd'

/** A text of nothing but an ISO date is cast, which gives the same in a third of the time. */
const isoDay = (x: string, long: string): string =>
  `CASE WHEN regexp_full_match(${x}, '\\d{4}-\\d{2}-\\d{2}') THEN TRY_CAST(${x} AS DATE) ELSE ${long} END`

/** Reads a date or time in the first of the given formats that fits; a number among them is the pivot of two-digit years. */
export const parseTemporal: Printer = (call) => parse(call, call.scalars.slice(1), localToInstant)

/** The same for instants, with a zone before the formats. */
export const parseInZone: Printer = (call) => parse(call, call.scalars.slice(2), inZone(at(call, 1)))

function parse(call: CallPrint, constants: readonly Scalar[], local: LocalTime): string {
  const pivot = Number(constantText(constants.find((s) => s.type.kind === 'integer')) ?? '68')
  const formats = constants.filter((s) => s.type.kind === 'text').map((s) => constantText(s) ?? '')
  const readings = formats.map((format) => {
    const offset = format.includes('XXX')
    const long = asType(readOne(at(call, 0), format, pivot), offset, call.type, local)
    return format === ISO_DAY && call.type.kind === 'date' && isCheap(call.scalars[0]) ? isoDay(at(call, 0), long) : long
  })
  return readings.length === 1 ? readings.join('') : `coalesce(${readings.join(', ')})`
}
