import { numberFormat, type NumberFormat } from '../functions/number-format.ts'
import { decimal, type DataType } from '../types.ts'
import { printConvert } from './scalar-convert.ts'
import { at, type Printer } from './scalar-printer.ts'
import { quoteText } from './scalar-quote.ts'
import { printType } from './scalar-type.ts'

const FULL_WIDTH = '０１２３４５６７８９＋－．，％（）￥＄\u3000'
const HALF_WIDTH = '0123456789+-.,%()¥$ '
const CURRENCY = '(?:\\p{Sc}|RMB|CNY|USD|EUR|GBP|JPY|HKD|TWD|元|圆)'
const TEXT: DataType = { kind: 'text' }

const escape = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Groups of three, or of two with a last one of three as in India; all or none. A space as group mark also takes its Unicode kin. */
function wholePart(group: string): string {
  if (group === '') return '\\d+'
  const mark = groupPattern(group)
  return `(?:\\d{1,3}(?:${mark}\\d{3})+|\\d{1,2}(?:${mark}\\d{2})*${mark}\\d{3}|\\d+)`
}

const groupPattern = (group: string): string => (/\s/.test(group) ? '[ \\x{A0}\\x{2009}\\x{202F}]' : group === "'" ? "['’]" : escape(group))

function body(format: NumberFormat): string {
  const mark = escape(format.decimalMark)
  const number = `(?:${wholePart(format.groupMark)}(?:${mark}\\d*)?|${mark}\\d+)`
  const unit = format.options.has('wan') ? '\\s*[万萬亿億]?' : ''
  const percent = format.options.has('percent') ? '\\s*%?' : ''
  const money = format.options.has('currency') ? `(?:\\s*${CURRENCY})?` : ''
  const lead = format.options.has('currency') ? `(?:${CURRENCY}\\s*)?` : ''
  const signed = `(?:[+-]?\\s*${lead}|${lead}[+-]?\\s*)${number}${unit}${percent}${money}`
  return format.options.has('parentheses') ? `(?:${signed}|\\(\\s*${lead}${number}${unit}${percent}${money}\\s*\\))` : signed
}

/** The digits with sign and mark as `convert` reads them. */
function canonical(matched: string, format: NumberFormat): string {
  const group = format.groupMark === '' ? '' : groupPattern(format.groupMark)
  const noise = `[^\\d+\\-(${escape(format.decimalMark)}]`
  let text = `regexp_replace(${matched}, ${quoteText(group === '' ? noise : `${group}|${noise}`)}, '', 'g')`
  if (format.decimalMark !== '.') text = `replace(${text}, ${quoteText(format.decimalMark)}, '.')`
  return format.options.has('parentheses') ? `replace(${text}, '(', '-')` : text
}

const SCALED = decimal(38, 12)

/** Powers of ten are applied in decimal, where they are exact: at most 16 digits before the mark and 10 after it. */
function scaled(digits: string, matched: string, format: NumberFormat): string {
  const factors = [printConvert(digits, TEXT, decimal(26, 10), false)]
  const units = `CASE WHEN regexp_matches(${matched}, '[万萬]') THEN 10000 WHEN regexp_matches(${matched}, '[亿億]') THEN 100000000 ELSE 1 END`
  if (format.options.has('wan')) factors.push(`CAST(${units} AS DECIMAL(9,0))`)
  if (format.options.has('percent')) factors.push(`CAST(CASE WHEN contains(${matched}, '%') THEN 0.01 ELSE 1 END AS DECIMAL(3,2))`)
  return `CAST(${factors.join(' * ')} AS ${printType(SCALED)})`
}

/** Reads a number as people write it: marks, currency, percent, 万/亿, parentheses for negatives, full-width digits. */
export const parseNumber: Printer = (call) => {
  const format = numberFormat(call.scalars)
  const half = `translate(${at(call, 0)}, ${quoteText(FULL_WIDTH)}, ${quoteText(HALF_WIDTH)})`
  const matched = `nullif(regexp_extract(${half}, ${quoteText(`^\\s*(${body(format)})\\s*$`)}, 1), '')`
  const digits = canonical(matched, format)
  // `5.00` is a whole number.
  const plainDigits = call.type.kind === 'integer' ? `regexp_replace(${digits}, '\\.0*$', '')` : digits
  const exact = printConvert(plainDigits, TEXT, call.type, false)
  const marks = `${format.options.has('wan') ? '万萬亿億' : ''}${format.options.has('percent') ? '%' : ''}`
  // Only a number that has to be multiplied is bound to the digits that fit for that.
  const multiplied = `WHEN regexp_matches(${matched}, '[${marks}]') THEN ${printConvert(scaled(digits, matched, format), SCALED, call.type, false)}`
  const long = marks === '' ? exact : `CASE ${multiplied} ELSE ${exact} END`
  const plain = format.decimalMark === '.' ? plainPattern(call.type) : undefined
  if (plain === undefined) return long
  return `CASE WHEN regexp_full_match(${at(call, 0)}, ${quoteText(plain)}) THEN TRY_CAST(${at(call, 0)} AS ${printType(call.type)}) ELSE ${long} END`
}

/** Plain digits that fit the type as they stand, as most numbers are: they give the same without the long way, eight times as fast. */
function plainPattern(type: DataType): string | undefined {
  if (type.kind === 'integer') return '-?[0-9]{1,18}'
  if (type.kind !== 'decimal' || type.precision === type.scale) return undefined
  const whole = `-?[0-9]{1,${type.precision - type.scale}}`
  return type.scale === 0 ? whole : `${whole}(?:\\.[0-9]{1,${type.scale}})?`
}
