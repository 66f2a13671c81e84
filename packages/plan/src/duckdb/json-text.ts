import type { Scalar } from '../scalar.ts'
import { TEXT, type Column } from '../types.ts'
import { printScalar, quoteIdentifier, quoteText } from './scalar.ts'

const ref = (id: string): string => id

/** The text form of a value, the one that people see. */
export const textOf = (value: Scalar): Scalar => (value.type.kind === 'text' ? value : { kind: 'convert', value, type: TEXT })

/** A value as JSON text: numbers with all their digits, lists and records as they came, the rest quoted. Null when missing. */
export function printJsonValue(value: Scalar): string {
  const text = printScalar(textOf(value), ref)
  switch (value.type.kind) {
    case 'integer':
    case 'decimal':
    case 'boolean':
      return text
    case 'list':
    case 'record':
      // Line breaks can only stand between the tokens of JSON text; without them a record stays on its line.
      return `replace(replace(${text}, chr(13), ''), chr(10), ' ')`
    case 'float':
      // JSON has no infinity and no NaN; they are kept as text instead of being lost.
      return `CASE WHEN isfinite(${printScalar(value, ref)}) THEN ${text} ELSE to_json(${text})::VARCHAR END`
    default:
      return `to_json(${text})::VARCHAR`
  }
}

const isQuoted = ({ type }: Column): boolean => !['integer', 'decimal', 'boolean', 'list', 'record', 'float'].includes(type.kind)

const areFieldNames = (names: readonly string[]): boolean =>
  !names.some((name) => name === '' || name.includes('\0')) && new Set(names.map((name) => name.toLowerCase())).size === names.length

/** The row as the text of a JSON object. The names are escaped here, so hostile ones stay names. */
export function printJsonObject(columns: readonly Column[], omitMissing: boolean): string {
  const members = columns.map((column) => {
    const key = `${JSON.stringify(column.name)}:`
    const value = printJsonValue({ kind: 'column', id: column.id, type: column.type })
    return omitMissing ? `${quoteText(key)} || ${value}` : `${quoteText(key)} || coalesce(${value}, 'null')`
  })
  if (members.length === 0) return `'{}'`
  // One call for the whole row takes half the time, but it would read numbers and records anew and so change their digits.
  if (!omitMissing && columns.every(isQuoted)) {
    const texts = columns.map(({ id, name, type }) => [name, printScalar(textOf({ kind: 'column', id, type }), ref)] as const)
    // A struct is written faster, but its fields have names that differ in more than case.
    return areFieldNames(columns.map(({ name }) => name))
      ? `to_json(struct_pack(${texts.map(([name, text]) => `${quoteIdentifier(name)} := ${text}`).join(', ')}))::VARCHAR`
      : `json_object(${texts.map(([name, text]) => `${quoteText(name)}, ${text}`).join(', ')})::VARCHAR`
  }
  // concat_ws leaves out missing members; without omitMissing there are none.
  return `'{' || concat_ws(',', ${members.join(', ')}) || '}'`
}
