import { type Column } from '../types.ts'
import { textOf } from './json-text.ts'
import { printScalar } from './scalar.ts'

const ref = (id: string): string => id

/** A text that a spreadsheet would take for a formula; plain numbers and phone numbers are not meant. */
export const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text) && !/^[+-]?[0-9 .,()-]+$/.test(text)

/** The column as it stands in a CSV file. A leading apostrophe keeps a spreadsheet from running a text as a formula. */
export function printCsvValue(column: Column, escapeFormulas: boolean): string {
  const text = printScalar(textOf({ kind: 'column', id: column.id, type: column.type }), ref)
  if (!escapeFormulas || !['text', 'list', 'record'].includes(column.type.kind)) return text
  // Not `IN (…)`: from six values on DuckDB makes that a join, one per column, and runs out of memory on a wide table.
  const suspect = `${text} <> '' AND contains('=+-@' || chr(9) || chr(13), left(${text}, 1))`
  return `CASE WHEN ${suspect} AND NOT regexp_full_match(${text}, '[+-]?[0-9 .,()-]+') THEN '''' || ${text} ELSE ${text} END`
}

/** The header line, quoted where needed, names kept as they are (empty and repeated ones too). */
export function csvHeader(names: readonly string[], delimiter: string, escapeFormulas: boolean): string {
  return names
    .map((name) => {
      const shown = escapeFormulas && isFormula(name) ? `'${name}` : name
      return shown === '' || shown.includes(delimiter) || /["\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown
    })
    .join(delimiter)
}
