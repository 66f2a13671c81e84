import type { Scalar } from '../scalar.ts'
import { parseType } from '../types.ts'
import { constantText, type CallProblem } from './definition.ts'
import { isNumeric } from './numeric-types.ts'

export const NUMBER_OPTIONS = ['currency', 'percent', 'wan', 'parentheses'] as const
export type NumberOption = (typeof NUMBER_OPTIONS)[number]

/** How a number is written in a text. Marks are one character; an empty group mark means no grouping. */
export interface NumberFormat {
  readonly decimalMark: string
  readonly groupMark: string
  readonly options: ReadonlySet<NumberOption>
}

const isOption = (text: string): text is NumberOption => NUMBER_OPTIONS.some((o) => o === text)

const splitOptions = (text: string): readonly string[] =>
  text
    .split(',')
    .map((o) => o.trim())
    .filter((o) => o !== '')

/** The format that the constant arguments of `parse_number` describe. */
export const numberFormat = (args: readonly Scalar[]): NumberFormat => ({
  decimalMark: constantText(args[1]) ?? '.',
  groupMark: constantText(args[2]) ?? '',
  options: new Set(splitOptions(constantText(args[3]) ?? '').filter(isOption)),
})

/** What is wrong with the constant arguments of `parse_number`. */
export function numberFormatProblem(args: readonly Scalar[]): CallProblem | undefined {
  const { decimalMark, groupMark } = numberFormat(args)
  const bad = (argument: number, value: string): CallProblem => ({ code: 'bad-number-format', params: { value }, argument })
  if (Array.from(decimalMark).length !== 1 || /[\d\s+-]/.test(decimalMark)) return bad(1, decimalMark)
  if (Array.from(groupMark).length > 1 || groupMark === decimalMark || /[\d+-]/.test(groupMark)) return bad(2, groupMark)
  const unknown = splitOptions(constantText(args[3]) ?? '').find((o) => !isOption(o))
  if (unknown !== undefined) return bad(3, unknown)
  const typeText = constantText(args[4]) ?? 'decimal(38,10)'
  const type = parseType(typeText)
  return type === undefined || !isNumeric(type) ? bad(4, typeText) : undefined
}
