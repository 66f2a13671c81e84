import { constantText } from '../functions/definition.ts'
import { at, type CallPrint, type Printer } from './scalar-printer.ts'
import { quoteText } from './scalar-quote.ts'
import { parseInZone, parseTemporal, writeFormat } from './scalar-strptime.ts'
import { printType } from './scalar-type.ts'

const PART_NAMES: Readonly<Record<string, string>> = { weekday: 'isodow', day_of_year: 'doy' }

const unit = (call: CallPrint): string => {
  const name = constantText(call.scalars[0]) ?? 'day'
  return quoteText(PART_NAMES[name] ?? name)
}

/** A date plus an interval is a time stamp in DuckDB; the type of the argument is kept. */
const add =
  (interval: 'to_days' | 'to_months' | 'to_years'): Printer =>
  (call) => {
    const sum = `${at(call, 0)} + ${interval}(CAST(${at(call, 1)} AS INTEGER))`
    return call.type.kind === 'date' ? `CAST(${sum} AS DATE)` : `(${sum})`
  }

/** DuckDB's printing of the functions over dates and times. */
export const datePrinters: Readonly<Record<string, Printer>> = {
  parse_date: parseTemporal,
  parse_datetime: parseTemporal,
  parse_time: parseTemporal,
  parse_instant: parseTemporal,
  parse_instant_in: parseInZone,
  format_date: (call) => `strftime(${at(call, 0)}, ${quoteText(writeFormat(constantText(call.scalars[1]) ?? ''))})`,
  date_part: (call) => `date_part(${unit(call)}, ${at(call, 1)})`,
  add_days: add('to_days'),
  add_months: add('to_months'),
  add_years: add('to_years'),
  date_diff: (call) => `date_sub(${unit(call)}, ${at(call, 1)}, ${at(call, 2)})`,
  start_of: (call) => `CAST(date_trunc(${unit(call)}, ${at(call, 1)}) AS ${printType(call.type)})`,
}
