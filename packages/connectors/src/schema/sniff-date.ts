/** The type and format of dates and times found in a sample. */
export interface SniffedMoment {
  readonly type: 'date' | 'time' | 'datetime' | 'instant'
  /** Absent when the values are written as ISO 8601 says. */
  readonly format?: string
}

type Order = readonly ['y' | 'M' | 'd', 'y' | 'M' | 'd', 'y' | 'M' | 'd']

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/
const ISO_TIME = /^\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$/
const ISO_DATETIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$/
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})$/
const YEAR_FIRST = /^(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})(日?)(?:( )(\d{1,2}):(\d{2})(:\d{2})?)?$/
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})([-/.])(\d{4})(?:( )(\d{1,2}):(\d{2})(:\d{2})?)?$/

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

const isDate = (year: number, month: number, day: number): boolean => month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)

function isIsoDate(text: string): boolean {
  return isDate(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10)))
}

interface Shape {
  readonly order: Order
  readonly marks: readonly [string, string, string]
  readonly time: string
}

/** How the value is written as a date in this order of parts; undefined when it can't be one. */
function shapeOf(value: string, order: Order): Shape | undefined {
  const match = (order[0] === 'y' ? YEAR_FIRST : YEAR_LAST).exec(value)
  if (match === null) return undefined
  const numbers: Record<'y' | 'M' | 'd', number> = { y: 0, M: 0, d: 0 }
  order.forEach((part, index) => (numbers[part] = Number(match[1 + 2 * index])))
  if (!isDate(numbers.y, numbers.M, numbers.d)) return undefined
  const tail = order[0] === 'y' ? 6 : 5
  const hour = match[tail + (order[0] === 'y' ? 2 : 2)]
  const seconds = match[tail + (order[0] === 'y' ? 4 : 4)]
  const time = hour === undefined ? '' : ` HH:mm${seconds === undefined ? '' : ':ss'}`
  return { order, marks: [match[2] ?? '', match[4] ?? '', order[0] === 'y' ? (match[6] ?? '') : ''], time }
}

const sameShape = (a: Shape, b: Shape): boolean => a.time === b.time && a.marks.every((mark, index) => mark === b.marks[index])

/** Two digits everywhere are `dd`; a single digit anywhere makes it `d`, which reads both. */
function formatOf(values: readonly string[], { order, marks, time }: Shape): string {
  const padded = values.every((value) => value.split(/\D+/).every((digits) => digits.length !== 1))
  const part = (letter: 'y' | 'M' | 'd'): string => (letter === 'y' ? 'yyyy' : padded ? letter + letter : letter)
  const hour = padded ? time : time.replace('HH', 'H')
  return order.map((letter, index) => part(letter) + (marks[index] ?? '')).join('') + hour
}

function commonShape(values: readonly string[], order: Order): Shape | undefined {
  const first = shapeOf(values[0] ?? '', order)
  if (first === undefined) return undefined
  for (const value of values) {
    const shape = shapeOf(value, order)
    if (shape === undefined || !sameShape(first, shape)) return undefined
  }
  return first
}

const ORDERS: readonly Order[] = [['y', 'M', 'd'], ['d', 'M', 'y'], ['M', 'd', 'y']] // prettier-ignore

/**
 * Dates and times that all values are written in, in one way. Where day and month could be either (01/02/2026 and no
 * day past 12), nothing is guessed.
 */
export function sniffMoment(values: readonly string[]): SniffedMoment | undefined {
  if (values.every((value) => ISO_DATE.test(value) && isIsoDate(value))) return { type: 'date' }
  if (values.every((value) => ISO_DATETIME.test(value) && isIsoDate(value))) return { type: 'datetime' }
  if (values.every((value) => ISO_INSTANT.test(value) && isIsoDate(value))) return { type: 'instant' }
  if (values.every((value) => ISO_TIME.test(value))) return { type: 'time' }
  const shapes = ORDERS.map((order) => commonShape(values, order)).filter((shape) => shape !== undefined)
  const [shape] = shapes
  if (shape === undefined || shapes.length > 1) return undefined
  return { type: shape.time === '' ? 'date' : 'datetime', format: formatOf(values, shape) }
}
