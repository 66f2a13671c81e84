import { expect, test } from 'vitest'
import { columnWidth, isNumeric, textWidth } from './column-width.ts'

test('a Chinese character is as wide as two Latin ones', () => {
  expect(textWidth('上海ab')).toBe(6)
})

test('a column is as wide as most of its values, within limits', () => {
  const column = { name: 'name', type: 'text' }
  const width = (value: string): number => columnWidth(column, 0, [[value], [value]])
  expect(width('a')).toBeLessThan(width('a'.repeat(30)))
  expect(width('a'.repeat(5_000))).toBe(320)
  expect(columnWidth(column, 0, [])).toBe(columnWidth(column, 0, [[null]]))
})

test('one long value among many does not make the column wide', () => {
  const rows = Array.from({ length: 40 }, (_none, i) => [i === 0 ? 'x'.repeat(90) : 'x'])
  expect(columnWidth({ name: 'id', type: 'text' }, 0, rows)).toBe(columnWidth({ name: 'id', type: 'text' }, 0, rows.slice(1)))
})

test('which types stand at the right', () => {
  expect(['integer', 'integer(128)', 'decimal(18,2)', 'float'].map(isNumeric)).toEqual([true, true, true, true])
  expect(['text', 'date', 'list'].map(isNumeric)).toEqual([false, false, false])
})
