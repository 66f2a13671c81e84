import { call, convertTo, formatType, isNumeric, readFormatProblem, type DataType, type Scalar } from '@sluice/plan'
import { textLiteral } from './terms.ts'

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

const MARKS: ReadonlySet<string> = new Set(['.', ',', "'", '’', ' ', '\u00a0', '\u202f', '_'])

/** The marks of numbers written like the example; undefined when the example is none. */
export function numberMarks(example: string): NumberMarks | undefined {
  if (!/^\d[\d.,'’ \u00a0\u202f_]*$/u.test(example)) return undefined
  const marks = Array.from(example).filter((character) => MARKS.has(character))
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

/** The function of the table that reads a type of date or time from text. */
const READERS = { date: 'parse_date', time: 'parse_time', datetime: 'parse_datetime', instant: 'parse_instant' } as const
type MomentKind = keyof typeof READERS
const isMoment = (kind: DataType['kind']): kind is MomentKind => kind in READERS

/** Reads text as a type in a format: for numbers an example (`1.234,56`), for dates a pattern (`dd/MM/yyyy`); empty means ISO and plain. */
export function readFormatted(text: Scalar, type: DataType, format: string): Read {
  if (format === '') return { value: convertTo(text, type) }
  if (isNumeric(type)) {
    const marks = numberMarks(format)
    if (marks === undefined) return { value: convertTo(text, type), fault: 'number-format-invalid' }
    const args = [text, textLiteral(marks.decimal), textLiteral(marks.group), textLiteral(''), textLiteral(formatType(type))]
    return { value: call('parse_number', args) }
  }
  if (!isMoment(type.kind)) return { value: convertTo(text, type) }
  if (readFormatProblem(format, type.kind) !== undefined) return { value: convertTo(text, type), fault: 'date-format-invalid' }
  return { value: call(READERS[type.kind], [text, textLiteral(format)]) }
}
