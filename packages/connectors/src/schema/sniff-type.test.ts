import { expect, test } from 'vitest'
import { sniffType } from './sniff-type.ts'

test.each([
  [['1', '20', '-3'], { type: 'integer' }],
  [['007', '1'], { type: 'text' }],
  [['123456789012345678'], { type: 'integer' }],
  [['1234567890123456789'], { type: 'text' }],
  [['1.5', '2'], { type: 'decimal(18,1)' }],
  [['12345678901234567.89'], { type: 'decimal(19,2)' }],
  [['1e400', '2'], { type: 'float' }],
  [['1,234.50', '10.00', '2,000,000'], { type: 'decimal(18,2)', format: '1,234.56' }],
  [['1.234,50', '10,00'], { type: 'decimal(18,2)', format: '1.234,56' }],
  [['2026-02-30'], { type: 'text' }],
  [['2026/1/5', '2026/12/31'], { type: 'date', format: 'yyyy/M/d' }],
  [['2026/01/05', '2026/12/31'], { type: 'date', format: 'yyyy/MM/dd' }],
  [['2026年1月5日'], { type: 'date', format: 'yyyy年M月d日' }],
  [['31/12/2026', '01/02/2026'], { type: 'date', format: 'dd/MM/yyyy' }],
  [['12/31/2026', '01/02/2026'], { type: 'date', format: 'MM/dd/yyyy' }],
  [['01/02/2026'], { type: 'text' }],
  [['31.12.2026 08:05'], { type: 'datetime', format: 'dd.MM.yyyy HH:mm' }],
  [['2026/1/5 8:05:09'], { type: 'datetime', format: 'yyyy/M/d H:mm:ss' }],
  [['2026-01-05T08:00:00Z', '2026-01-05T08:00:00+08:00'], { type: 'instant' }],
  [['08:00', '23:59:59'], { type: 'time' }],
  [['yes', 'no'], { type: 'text' }],
  [[], { type: 'text' }],
])('%j', (values, expected) => {
  expect(sniffType(values)).toEqual(expected)
})
