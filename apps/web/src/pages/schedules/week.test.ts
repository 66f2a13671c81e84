import { expect, test } from 'vitest'
import { firesByDay, weekDays, weekStart } from './week.ts'

test('a week begins on Monday at midnight, also across months, years and changes of clocks', () => {
  expect(weekStart(new Date(2026, 2, 1, 13), 0)).toEqual(new Date(2026, 1, 23))
  expect(weekStart(new Date(2026, 1, 23), 0)).toEqual(new Date(2026, 1, 23))
  expect(weekStart(new Date(2026, 11, 31), 1)).toEqual(new Date(2027, 0, 4))
  const days = weekDays(weekStart(new Date(2026, 2, 29), 0))
  expect(days).toHaveLength(8)
  expect(days.every((day) => day.getHours() === 0)).toBe(true)
})

test('fires stand on their day in order; those told only in part are left out', () => {
  const days = weekDays(new Date(2026, 4, 4))
  const at = (day: number, hour: number): string => new Date(2026, 4, day, hour, 30).toISOString()
  const told = [
    { scheduleId: 'b', fires: [at(4, 9), at(5, 0)], more: false },
    { scheduleId: 'a', fires: [at(4, 9), at(4, 1), at(11, 1)], more: false },
    { scheduleId: 'often', fires: [at(4, 2)], more: true },
  ]
  expect(firesByDay(days, told).map((fires) => fires.map(({ scheduleId, minute }) => `${scheduleId} ${minute}`))).toEqual([
    ['a 90', 'a 570', 'b 570'],
    ['b 30'],
    [],
    [],
    [],
    [],
    [],
  ])
})
