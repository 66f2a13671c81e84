import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clockIn, instantOf } from './zone-time.ts'

test.each([
  ['Europe/Berlin', '2026-07-01T12:00', '2026-07-01T10:00:00.000Z'],
  ['Asia/Shanghai', '2026-07-01T00:30', '2026-06-30T16:30:00.000Z'],
  ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
  ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
  ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45:00.000Z'],
  ['UTC', '2026-07-01T00:30', '2026-07-01T00:30:00.000Z'],
])('in %s the clocks show %s at %s', (zone, clock, instant) => {
  expect(instantOf(zone, clock)).toBe(instant)
})

test('what is no time is no instant', () => {
  for (const text of ['', 'soon', '2026-13-01T00:00']) expect(instantOf('UTC', text)).toBeUndefined()
})

test('the clock of an instant leads back to what the clock shows', () => {
  const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe')
  fc.assert(
    fc.property(zone, fc.integer({ min: 0, max: 525_600 }), (where, minutes) => {
      const clock = clockIn(where, new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString())
      expect(clockIn(where, instantOf(where, clock)!)).toBe(clock)
    }),
  )
})

test('a year that is typed digit by digit is a time at every digit, in every zone', () => {
  for (const zone of ['UTC', 'Asia/Shanghai', 'America/New_York'])
    for (const clock of ['0002-03-05T02:00', '0020-03-05T02:00', '0202-03-05T02:00', '2025-03-05T02:00', '9999-12-31T02:00'])
      expect(clockIn(zone, instantOf(zone, clock)!)).toBe(clock)
})
