import type { RejectedRowDto } from '@sluice/contract'
import { expect, test } from 'vitest'
import { causesOf, rejectedGrid } from './rejected-causes.ts'

const rejected = (over: Partial<RejectedRowDto>): RejectedRowDto => ({
  id: 1,
  node: 'date',
  code: 'unparseable-date',
  column: 'born',
  message: '',
  value: '2024-02-30',
  source: 'people.csv',
  line: 7,
  row: { name: '张伟', born: '2024-02-30' },
  failures: null,
  ...over,
})

test('rows are grouped by node, code and column; the largest group comes first', () => {
  const causes = causesOf([
    rejected({ id: 1, column: 'hired' }),
    rejected({ id: 2 }),
    rejected({ id: 3 }),
    rejected({ id: 4, code: 'required' }),
  ])
  expect(causes.map((cause) => [cause.code, cause.column, cause.rows.map((row) => row.id)])).toEqual([
    ['unparseable-date', 'born', [2, 3]],
    ['unparseable-date', 'hired', [1]],
    ['required', 'born', [4]],
  ])
})

test('the grid shows the reason and the place before the row as it was; rows of different nodes share columns by name', () => {
  const heads = { reason: 'Reason', column: 'Column', value: 'Value', place: 'Place' }
  const rows = [rejected({}), rejected({ source: null, line: null, value: null, row: { born: '', age: '3' } })]
  const grid = rejectedGrid(rows, heads, (row) => row.code)
  expect(grid.columns.map((column) => column.name)).toEqual(['Reason', 'Column', 'Value', 'Place', 'name', 'born', 'age'])
  expect(grid.rows).toEqual([
    ['unparseable-date', 'born', '2024-02-30', 'people.csv:7', '张伟', '2024-02-30', null],
    ['unparseable-date', 'born', null, null, null, '', '3'],
  ])
})
