import { createInstance } from 'i18next'
import { expect, test } from 'vitest'
import en from '../i18n/locales/en/schedules.json' with { type: 'json' }
import zh from '../i18n/locales/zh-CN/schedules.json' with { type: 'json' }
import { describeTiming } from './describe-timing.ts'

const i18n = createInstance()
await i18n.init({ resources: { en: { schedules: en }, 'zh-CN': { schedules: zh } } })
const { t } = i18n

test.each([
  ['30 2 * * *', 'At 02:30', '在 02:30'],
  [
    '*/15 9-17 * * MON-FRI',
    'Every 15 minutes, between 09:00 and 17:59, Monday through Friday',
    '每隔 15 分钟，在 09:00 和 17:59 之间，星期一至星期五',
  ],
  ['*/10 * * * * *', 'Every 10 seconds', '每隔 10 秒'],
  ['0 0 * * MON#2', 'At 00:00, on the second Monday of the month', '在 00:00，限每月的第二个星期一'],
  ['15m', 'Every 15 minutes', '每 15 分钟'],
  ['1h', 'Every hour', '每 1 小时'],
])('%s in both languages', async (expression, english, chinese) => {
  const kind = /^\d+[smhd]$/.test(expression) ? 'interval' : 'cron'
  await i18n.changeLanguage('en')
  expect(describeTiming(t, 'en', { kind, expression })).toBe(english)
  await i18n.changeLanguage('zh-CN')
  expect(describeTiming(t, 'zh-CN', { kind, expression })).toBe(chinese)
})

test('what can not be read has no description', () => {
  for (const expression of ['', '* *', '61 * * * *']) expect(describeTiming(t, 'en', { kind: 'cron', expression })).toBeUndefined()
  expect(describeTiming(t, 'en', { kind: 'interval', expression: 'soon' })).toBeUndefined()
})
