import { expect, test } from 'vitest'
import { moveCell } from './move-cell.ts'

test('keys move within the grid and stop at its edges', () => {
  const move = (key: string, row = 1, column = 1) => moveCell({ row, column }, key, 10, 3, 4)
  expect(move('ArrowUp')).toEqual({ row: 0, column: 1 })
  expect(move('ArrowUp', 0)).toEqual({ row: 0, column: 1 })
  expect(move('PageDown', 8)).toEqual({ row: 9, column: 1 })
  expect(move('PageUp', 8)).toEqual({ row: 4, column: 1 })
  expect(move('End')).toEqual({ row: 1, column: 2 })
  expect(move('Home')).toEqual({ row: 1, column: 0 })
  expect(move('ArrowRight', 1, 2)).toEqual({ row: 1, column: 2 })
})

test('other keys and empty grids lead nowhere', () => {
  expect(moveCell({ row: 0, column: 0 }, 'a', 10, 3, 4)).toBeUndefined()
  expect(moveCell({ row: 0, column: 0 }, 'ArrowDown', 0, 0, 4)).toEqual({ row: 0, column: 0 })
})
