import { raise } from './scalar-number.ts'
import { at, infix, plain, type Printer } from './scalar-printer.ts'
import { printType } from './scalar-type.ts'

/** Missing counts as blank, and so does a text of white space only. */
const isBlank: Printer = (call) => `(${at(call, 0)} IS NULL OR regexp_full_match(${at(call, 0)}, '[\\s\\x{A0}\\x{3000}\\x{FEFF}]*'))`

/** DuckDB's printing of comparison, conditions and choice. */
export const logicPrinters: Readonly<Record<string, Printer>> = {
  and: infix('AND'),
  or: infix('OR'),
  not: (call) => `(NOT ${at(call, 0)})`,
  eq: infix('='),
  ne: infix('<>'),
  lt: infix('<'),
  le: infix('<='),
  gt: infix('>'),
  ge: infix('>='),
  same_value: infix('IS NOT DISTINCT FROM'),
  between: (call) => `(${at(call, 0)} BETWEEN ${at(call, 1)} AND ${at(call, 2)})`,
  in_list: ({ args: [value, ...items] }) => `(${value} IN (${items.join(', ')}))`,
  is_missing: (call) => `(${at(call, 0)} IS NULL)`,
  is_blank: isBlank,
  coalesce: plain('coalesce'),
  nullif: plain('nullif'),
  widen: (call) => `CAST(${at(call, 0)} AS ${printType(call.type)})`,
  checked: (call) =>
    `CASE WHEN ${at(call, 0)} IS NULL AND ${at(call, 1)} IS NOT NULL THEN ${raise('does not fit', call.type)} ELSE ${at(call, 0)} END`,
}
