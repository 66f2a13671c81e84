import { type Timing } from '@sluice/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarOf, firstDues, lastDues, nextDues } from './calendar.ts'

const timing = (expression: string, zone = 'UTC', more: Partial<Timing> = {}): Timing => ({
  kind: /^\d+[smhd]$/.test(expression) ? 'interval' : 'cron',
  expression,
  zone,
  startsAt: null,
  endsAt: null,
  ...more,
})
/** Due times in a range as clocks in the zone show them, with their UTC instant. */
const shown = (expression: string, zone: string, since: string, until: string): readonly string[] =>
  firstDues(calendarOf(timing(expression, zone)), Date.parse(since), Date.parse(until), 100).dues.map((due) => {
    const clock = new Date(due).toLocaleString('sv', { timeZone: zone }).slice(8)
    return `${clock} = ${new Date(due).toISOString().slice(8, 19)}Z`
  })

describe('when clocks go forward, a time that does not exist fires at the first instant after the gap', () => {
  test('Europe/Berlin, 02:00 to 03:00', () => {
    const range = ['2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z'] as const
    expect(shown('30 2 * * *', 'Europe/Berlin', ...range)).toEqual(['29 03:00:00 = 29T01:00:00Z', '30 02:30:00 = 30T00:30:00Z'])
    expect(shown('15,45 2 * * *', 'Europe/Berlin', ...range)).toEqual([
      '29 03:00:00 = 29T01:00:00Z',
      '30 02:15:00 = 30T00:15:00Z',
      '30 02:45:00 = 30T00:45:00Z',
    ])
    expect(shown('0 3 * * *', 'Europe/Berlin', ...range)).toEqual(['29 03:00:00 = 29T01:00:00Z', '30 03:00:00 = 30T01:00:00Z'])
  })
  test('America/New_York, 02:00 to 03:00', () => {
    expect(shown('30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', '2026-03-09T12:00:00Z')).toEqual([
      '08 03:00:00 = 08T07:00:00Z',
      '09 02:30:00 = 09T06:30:00Z',
    ])
  })
  test('Australia/Lord_Howe, half an hour: 02:00 to 02:30', () => {
    expect(shown('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z', '2026-10-05T00:00:00Z')).toEqual([
      '04 02:30:00 = 03T15:30:00Z',
      '05 02:15:00 = 04T15:15:00Z',
    ])
  })
  test('wildcards fire every real hour and minute, none for the hour that does not exist', () => {
    expect(shown('0 * * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z', '2026-03-29T02:00:00Z')).toEqual([
      '29 01:00:00 = 29T00:00:00Z',
      '29 03:00:00 = 29T01:00:00Z',
      '29 04:00:00 = 29T02:00:00Z',
    ])
    expect(shown('*/30 2 * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z', '2026-03-29T20:00:00Z')).toEqual([])
  })
})

describe('when clocks go back, a fixed time fires the first time only', () => {
  test('Europe/Berlin, 03:00 to 02:00', () => {
    const range = ['2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z'] as const
    expect(shown('30 2 * * *', 'Europe/Berlin', ...range)).toEqual(['25 02:30:00 = 25T00:30:00Z', '26 02:30:00 = 26T01:30:00Z'])
  })
  test('America/New_York, 02:00 to 01:00', () => {
    expect(shown('30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', '2026-11-02T12:00:00Z')).toEqual([
      '01 01:30:00 = 01T05:30:00Z',
      '02 01:30:00 = 02T06:30:00Z',
    ])
  })
  test('Australia/Lord_Howe, half an hour: 02:00 to 01:30', () => {
    expect(shown('45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T12:00:00Z', '2026-04-06T00:00:00Z')).toEqual([
      '05 01:45:00 = 04T14:45:00Z',
      '06 01:45:00 = 05T15:15:00Z',
    ])
  })
  test('wildcards fire every real hour, so the repeated one twice', () => {
    expect(shown('0 * * * *', 'Europe/Berlin', '2026-10-25T00:00:00Z', '2026-10-25T02:00:00Z')).toEqual([
      '25 02:00:00 = 25T00:00:00Z',
      '25 02:00:00 = 25T01:00:00Z',
      '25 03:00:00 = 25T02:00:00Z',
    ])
  })
})

test('Asia/Shanghai never changes its clocks: a day is always 24 hours', () => {
  const { dues } = firstDues(
    calendarOf(timing('30 2 * * *', 'Asia/Shanghai')),
    Date.parse('2026-01-01'),
    Date.parse('2026-12-31T23:00Z'),
    400,
  )
  expect(dues).toHaveLength(365)
  expect(new Set(dues.slice(1).map((due, i) => due - dues[i]!))).toEqual(new Set([86_400_000]))
})

test('an interval counts real time, across every change of clocks', () => {
  expect(shown('12h', 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z')).toEqual([
    '28 13:00:00 = 28T12:00:00Z',
    '29 01:00:00 = 29T00:00:00Z',
    '29 14:00:00 = 29T12:00:00Z',
  ])
})

test('start and end are included, nothing is due outside of them', () => {
  const bounds = { startsAt: '2026-05-01T10:00:00Z', endsAt: '2026-05-01T12:00:00Z' }
  for (const expression of ['0 * * * *', '1h']) {
    const calendar = calendarOf(timing(expression, 'UTC', bounds))
    expect(nextDues(calendar, 0, 10).map((due) => new Date(due).getUTCHours())).toEqual([10, 11, 12])
    expect(calendar.after(Date.parse(bounds.endsAt))).toBeUndefined()
    expect(calendar.before(Date.parse(bounds.startsAt))).toBeUndefined()
    expect(calendar.before(Date.parse('2027-01-01'))).toBe(Date.parse(bounds.endsAt))
  }
  const late = calendarOf(timing('7h', 'UTC', { startsAt: '2026-05-01T10:20:30Z' }))
  expect(nextDues(late, 0, 2).map((due) => new Date(due).toISOString())).toEqual(['2026-05-01T10:20:30.000Z', '2026-05-01T17:20:30.000Z'])
})

const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns') // prettier-ignore
const listOf = (least: number, most: number): fc.Arbitrary<string> =>
  fc.uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 3 }).map((values) => values.sort((a, b) => a - b).join())
const field = (least: number, most: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant('*'),
    listOf(least, most),
    fc.integer({ min: 2, max: 20 }).map((n) => `*/${Math.min(n, most)}`),
  )
const cron = fc.tuple(listOf(0, 59), field(0, 59), field(0, 23)).map((fields) => `${fields.join(' ')} * * *`)
const expression = fc.oneof(
  cron,
  fc.integer({ min: 1, max: 100_000 }).map((n) => `${n}s`),
)
// Around the changes of clocks, where mistakes are made.
const instant = fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01').chain((day) => fc.integer({ min: -1_500, max: 1_500 }).map((minutes) => Date.parse(day) + minutes * 60_000)) // prettier-ignore

test('due times only go forward, and looking back finds the same ones', () => {
  fc.assert(
    fc.property(expression, zone, instant, (text, where, from) => {
      const calendar = calendarOf(timing(text, where))
      const dues = nextDues(calendar, from, 12)
      expect(dues).toHaveLength(12)
      dues.forEach((due, i) => expect(due).toBeGreaterThan(dues[i - 1] ?? from))
      expect(lastDues(calendar, from + 1, dues.at(-1)!, 12)).toEqual({ dues, more: 0 })
      expect(lastDues(calendar, from + 1, dues.at(-1)!, 5)).toEqual({ dues: dues.slice(-5), more: 7 })
      expect(firstDues(calendar, from + 1, dues.at(-1)!, 5)).toEqual({ dues: dues.slice(0, 5), more: true })
    }),
    { numRuns: 200 },
  )
})

test('a plain time of day fires exactly once on every day in every zone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), zone, (hour, minute, where) => {
      const calendar = calendarOf(timing(`${minute} ${hour} * * *`, where))
      const { dues } = firstDues(calendar, Date.parse('2026-01-01T00:00Z'), Date.parse('2026-12-31T23:59Z'), 400)
      const days = dues.map((due) => new Date(due).toLocaleDateString('sv', { timeZone: where }))
      expect(new Set(days).size).toBe(days.length)
      expect(days.length).toBeGreaterThanOrEqual(364)
    }),
    { numRuns: 40 },
  )
})
