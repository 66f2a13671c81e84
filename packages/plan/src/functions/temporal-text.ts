import type { DataType } from '../types.ts'

const DATE_TEXT = /^(\d{4})-(\d{2})-(\d{2})$/
const TIME_TEXT = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(\.\d{1,6})?)?$/
const OFFSET = /(Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)$/

const isDate = (text: string): boolean => {
  const match = DATE_TEXT.exec(text)
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  return year >= 1 && days !== undefined && day >= 1 && day <= days
}

/**
 * The ISO 8601 text of a date, time, date-time or instant in the form literals hold; undefined when it is none.
 * A date alone also serves as the date-time of its midnight. Instants need an offset; `+08` is one, as
 * they are shown.
 */
export function readTemporal(text: string, type: DataType): string | undefined {
  if (type.kind === 'date') return isDate(text) ? text : undefined
  if (type.kind === 'time') return TIME_TEXT.test(text) ? text : undefined
  const offset = OFFSET.exec(text)?.[0]
  if (type.kind === 'instant' ? offset === undefined || text.length <= 11 : offset !== undefined && text.includes(':')) return undefined
  const local = type.kind === 'instant' && offset !== undefined ? text.slice(0, -offset.length) : text
  const [date = '', time, ...rest] = local.split(/[T ]/)
  if (!isDate(date) || rest.length > 0 || (time !== undefined && !TIME_TEXT.test(time))) return undefined
  if (type.kind === 'datetime') return `${date} ${time ?? '00:00:00'}`
  return type.kind === 'instant' && time !== undefined ? `${date} ${time}${offset === 'Z' ? '+00:00' : withColon(offset ?? '')}` : undefined
}

const withColon = (offset: string): string => (offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3) || '00'}`)
