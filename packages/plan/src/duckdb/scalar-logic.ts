import { isFallible } from '../functions/fallible.ts'
import { BOOLEAN } from '../types.ts'
import { raise } from './scalar-number.ts'
import { at, infix, isCheap, plain, type Printer } from './scalar-printer.ts'
import { printType } from './scalar-type.ts'

/**
 * Missing counts as blank, and so does a text of white space only. A text that begins with a printable ASCII sign
 * isn't blank, which comparing tells far faster than a pattern.
 */
const isBlank: Printer = (call) => {
  const x = at(call, 0)
  const only = `regexp_full_match(${x}, '[\\s\\x{A0}\\x{3000}\\x{FEFF}]*')`
  const spaces = isCheap(call.scalars[0]) ? `CASE WHEN ${x} BETWEEN '!' AND '~' THEN false ELSE ${only} END` : only
  return `(${x} IS NULL OR ${spaces})`
}

/**
 * DuckDB evaluates all conditions, in an order of its own. Where a later one may raise (`b <> 0 and a / b > 1`),
 * a CASE keeps it from the rows that the earlier ones have already decided.
 */
const connective =
  (operator: 'AND' | 'OR', decided: (guard: string) => string): Printer =>
  ({ args, scalars }) => {
    const risky = scalars.findIndex((s, i) => i > 0 && isFallible(s))
    if (risky < 0) return `(${args.join(` ${operator} `)})`
    const guard = `(${args.slice(0, risky).join(` ${operator} `)})`
    const rest = connective(operator, decided)({ args: args.slice(risky), scalars: scalars.slice(risky), type: BOOLEAN })
    return `(CASE WHEN ${decided(guard)} ELSE ${guard} ${operator} ${rest} END)`
  }

/** DuckDB's printing of comparison, conditions and choice. */
export const logicPrinters: Readonly<Record<string, Printer>> = {
  and: connective('AND', (guard) => `NOT ${guard} THEN false`),
  or: connective('OR', (guard) => `${guard} THEN true`),
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
  checked: (call) => `coalesce(${at(call, 0)}, CASE WHEN ${at(call, 1)} IS NOT NULL THEN ${raise('does not fit', call.type)} END)`,
}
