import { expect, test } from 'vitest'
import { formatAgo, formatBytes, formatClock, formatCompact, formatDuration, formatInstant, formatNumber, formatPercent } from './format.ts'

test('durations have at most two units', () => {
  expect([0.4, 85, 3_210, 59_949, 59_960, 125_000, 3_600_000, 3_900_000].map((ms) => formatDuration('en', ms))).toEqual([
    '0ms',
    '85ms',
    '3.2s',
    '59.9s',
    '1m',
    '2m 5s',
    '1h',
    '1h 5m',
  ])
  expect(formatDuration('zh-CN', 125_000)).toBe('2分钟 5秒')
})

test('bytes stand in the unit that fits', () => {
  expect([0, 92, 1_500, 1_834_022, 5e15].map((bytes) => formatBytes('en', bytes))).toEqual([
    '0 bytes',
    '92 bytes',
    '1.5 kB',
    '1.8 MB',
    '5,000 TB',
  ])
})

test('a share is never rounded to all or nothing', () => {
  expect([0, 0.00001, 0.5, 0.99999, 1].map((share) => formatPercent('en', share))).toEqual(['0%', '0.1%', '50%', '99.9%', '100%'])
})

test('large numbers are short, in the way of the language', () => {
  expect([formatCompact('en', 99_999), formatCompact('en', 18_400_000), formatCompact('zh-CN', 18_400_000)]).toEqual([
    '99,999',
    '18.4M',
    '1840万',
  ])
  expect(formatNumber('en', 1234.5)).toBe('1,234.5')
})

test('instants are shown in the zone and, when recent, as how long ago', () => {
  expect(formatInstant('zh-CN', '2026-05-01T20:30:00Z', 'Asia/Shanghai')).toBe('2026年5月2日 04:30')
  expect(formatClock('zh-CN', '2026-05-01T20:30:07Z', 'Asia/Shanghai')).toBe('04:30:07')
  const now = Date.parse('2026-05-01T20:30:00Z')
  const ago = (seconds: number, language = 'en'): string => formatAgo(language, new Date(now - seconds * 1_000).toISOString(), now, 'UTC')
  expect([ago(3), ago(40), ago(59.7), ago(3_599.9), ago(86_400), ago(8 * 86_400)]).toEqual([
    'now',
    '40 seconds ago',
    '1 minute ago',
    '1 hour ago',
    'yesterday',
    'Apr 23, 2026, 20:30',
  ])
  expect(ago(120, 'zh-CN')).toBe('2分钟前')
})
