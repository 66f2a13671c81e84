import { constantText } from '../functions/definition.ts'
import { parsePath } from '../functions/list.ts'
import { raise } from './scalar-number.ts'
import { at, type Printer } from './scalar-printer.ts'
import { quoteText } from './scalar-quote.ts'
import type { DataType } from '../types.ts'

/** A JSON pointer (RFC 6901) to a path. */
const pointer = (path: readonly (string | number)[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/**
 * The part of a JSON text as text. DuckDB rounds numbers of more than 17 digits when it extracts them;
 * such a number no longer stands in the original, and the evaluation raises instead of passing it on.
 */
function part(json: string, path: string, type: DataType): string {
  const value = `json_extract_string(${json}, ${path})`
  return `CASE WHEN json_type(${json}, ${path}) = 'DOUBLE' AND NOT contains(${json}, ${value}) THEN ${raise('inexact number', type)} ELSE ${value} END`
}

const jsonValue: Printer = (call) => part(at(call, 0), quoteText(pointer(parsePath(constantText(call.scalars[1]) ?? '') ?? [])), call.type)

const listItem: Printer = (call) => part(at(call, 0), quoteText(`/${constantText(call.scalars[1]) ?? '0'}`), call.type)

/** DuckDB's printing of the functions over lists and records. */
export const listPrinters: Readonly<Record<string, Printer>> = {
  json_value: jsonValue,
  list_length: (call) => `CAST(json_array_length(${at(call, 0)}) AS BIGINT)`,
  list_contains: (call) => `list_contains(json_extract_string(${at(call, 0)}, '$[*]'), ${at(call, 1)})`,
  list_item: listItem,
  list_join: (call) => `array_to_string(json_extract_string(${at(call, 0)}, '$[*]'), ${at(call, 1)})`,
}
