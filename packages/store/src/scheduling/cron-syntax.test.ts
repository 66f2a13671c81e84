import { expect, test } from 'vitest'
import { calendarOf } from './calendar.ts'
import { checkCron } from './cron-syntax.ts'

const NOW = Date.parse('2026-05-01T10:00:00Z')

test.each([
  '* * * * *',
  '* * * * * *',
  '*/15 9-17 * * MON-FRI',
  '0 0 1,15 JAN-JUN *',
  '30 2,14 * * *',
  '0 0 L * *',
  '0 0 LW * *',
  '0 0 15W * *',
  '0 0 * * FRI#2',
  '0 0 * * FRIL',
  '0 0 * * 5#L',
  '0 0 * * 5#5',
  '10-50/20 * * * * 7',
  '  0   4 * * sun ',
])('%s is a cron expression, also for the calendar', (expression) => {
  expect(checkCron(expression)).toBeUndefined()
  expect(calendarOf({ kind: 'cron', expression, zone: 'UTC', startsAt: null, endsAt: null }).after(NOW)).toBeGreaterThan(NOW)
})

test.each([
  ['', 'cron-empty', ''],
  ['   ', 'cron-empty', '   '],
  ['* * *', 'cron-field-count', '* * *'],
  ['* * * * * * *', 'cron-field-count', '* * * * * * *'],
  ['@daily', 'cron-field-count', '@daily'],
  ['61 * * * *', 'cron-out-of-range', '61'],
  ['0 24 * * *', 'cron-out-of-range', '24'],
  ['0 0 0 * *', 'cron-out-of-range', '0'],
  ['0 0 1 13 *', 'cron-out-of-range', '13'],
  ['0 0 * * 8', 'cron-out-of-range', '8'],
  ['0 0 * * 8#1', 'cron-field', '8#1'],
  ['60 * * * * *', 'cron-out-of-range', '60'],
  ['1-5,70 * * * *', 'cron-out-of-range', '70'],
  ['50-10 * * * *', 'cron-range-backwards', '50-10'],
  ['0 0 * * FRI-MON', 'cron-range-backwards', 'FRI-MON'],
  ['*/0 * * * *', 'cron-step', '0'],
  ['*/61 * * * *', 'cron-step', '61'],
  ['5/10 * * * *', 'cron-field', '5/10'],
  ['*/a * * * *', 'cron-field', '*/a'],
  ['*/5/5 * * * *', 'cron-field', '*/5/5'],
  ['1-2-3 * * * *', 'cron-field', '1-2-3'],
  ['1,,2 * * * *', 'cron-field', '1,,2'],
  [',1 * * * *', 'cron-field', ',1'],
  ['a * * * *', 'cron-field', 'a'],
  ['0 0 * FEBR *', 'cron-field', 'FEBR'],
  ['0 0 * * MON5', 'cron-field', 'MON5'],
  ['0 0 40W * *', 'cron-field', '40W'],
  ['? * * * *', 'cron-field', '?'],
  ['-1 * * * *', 'cron-field', '-1'],
  ['* * * * <b>', 'cron-field', '<b>'],
])('%j is refused as %s at %j', (expression, code, at) => {
  const fault = checkCron(expression)
  expect(fault?.code).toBe(code)
  expect(expression.slice(fault?.from, fault?.to)).toBe(at)
})
