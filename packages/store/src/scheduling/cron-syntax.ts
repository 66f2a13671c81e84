/** What is wrong with a cron expression: a code and the characters that it is about. */
export interface CronFault {
  readonly code: 'cron-empty' | 'cron-field-count' | 'cron-field' | 'cron-out-of-range' | 'cron-range-backwards' | 'cron-step'
  readonly from: number
  readonly to: number
  readonly params: Readonly<Record<string, string | number>>
}

interface Field {
  readonly name: 'second' | 'minute' | 'hour' | 'day' | 'month' | 'weekday'
  readonly least: number
  readonly most: number
  readonly names?: readonly string[]
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

const FIELDS: readonly Field[] = [
  { name: 'second', least: 0, most: 59 },
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, names: MONTHS },
  // Sunday is 0 and 7.
  { name: 'weekday', least: 0, most: 7, names: WEEKDAYS },
]

interface Word {
  readonly text: string
  readonly from: number
}

const wordsOf = (text: string, separator: RegExp, from = 0): readonly Word[] =>
  [...text.matchAll(separator)].map((match) => ({ text: match[0], from: from + match.index }))

const between = ({ text, from }: Word): { from: number; to: number } => ({ from, to: from + text.length })

/** The number that a field's word stands for; undefined when it is neither a number nor a name of the field. */
function valueOf(text: string, { names, least }: Field): number | undefined {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  const at = names?.indexOf(text.toUpperCase()) ?? -1
  return at === -1 ? undefined : at + (least === 1 ? 1 : 0)
}

/** `L` and `15W` of days, `FRI#2`, `FRIL` and `FRI#L` of weekdays. */
function isSpecial(text: string, field: Field): boolean {
  if (field.name === 'day') {
    const near = /^(\d{1,2})W$/i.exec(text)
    return /^(L|LW)$/i.test(text) || (near !== null && Number(near[1]) >= 1 && Number(near[1]) <= 31)
  }
  if (field.name !== 'weekday') return false
  const nth = /^([A-Z]{3}|\d)(?:#[1-5]|#?L)$/i.exec(text)
  const value = nth === null ? undefined : valueOf(nth[1] ?? '', field)
  return value !== undefined && value <= field.most
}

function checkPart(part: Word, field: Field): CronFault | undefined {
  const fault = (code: CronFault['code'], word: Word, params: CronFault['params'] = {}): CronFault => ({
    code,
    ...between(word),
    params: { field: field.name, value: word.text, ...params },
  })
  const [range = '', step, ...more] = part.text.split('/')
  if (more.length > 0 || range === '') return fault('cron-field', part)
  const isRange = range === '*' || range.includes('-')
  if (step !== undefined) {
    const word = { text: step, from: part.from + range.length + 1 }
    if (!/^\d{1,4}$/.test(step) || !isRange) return fault('cron-field', part)
    const most = field.most - field.least + 1
    if (Number(step) < 1 || Number(step) > most) return fault('cron-step', word, { most })
  }
  if (range === '*' || (step === undefined && isSpecial(range, field))) return undefined
  const ends = range.split('-')
  if (ends.length > 2) return fault('cron-field', part)
  const values: number[] = []
  let from = part.from
  for (const end of ends) {
    const value = valueOf(end, field)
    if (value === undefined) return fault('cron-field', part)
    if (value < field.least || value > field.most)
      return fault('cron-out-of-range', { text: end, from }, { least: field.least, most: field.most })
    values.push(value)
    from += end.length + 1
  }
  const [low = 0, high = low] = values
  return high < low ? fault('cron-range-backwards', { text: range, from: part.from }) : undefined
}

/**
 * Checks a cron expression of five fields (minute hour day month weekday) or six (second first): numbers, names, `*`, lists,
 * ranges, steps, and `L`, `W`, `#`. Gives the first fault with its place, counted in characters from 0.
 */
export function checkCron(expression: string): CronFault | undefined {
  const words = wordsOf(expression, /\S+/g)
  if (words.length === 0) return { code: 'cron-empty', from: 0, to: expression.length, params: {} }
  if (words.length !== 5 && words.length !== 6)
    return { code: 'cron-field-count', from: 0, to: expression.length, params: { count: words.length } }
  const fields = words.length === 5 ? FIELDS.slice(1) : FIELDS
  for (const [index, word] of words.entries()) {
    const field = fields[index]!
    if (/^,|,,|,$/.test(word.text)) return { code: 'cron-field', ...between(word), params: { field: field.name, value: word.text } }
    for (const part of wordsOf(word.text, /[^,]+/g, word.from)) {
      const fault = checkPart(part, field)
      if (fault !== undefined) return fault
    }
  }
  return undefined
}
