import { configSchema, defaultConfig, findDefinition, nodeDefinitions } from '@sluice/catalog'
import { describe, expect, it } from 'vitest'
import { moved } from './move-item.ts'
import { pasteCells, readCells } from './table-cells.ts'
import { asSchema, asTable, filledConfig, setAt } from './values.ts'

describe('settings in a form', () => {
  it('start for every kind of node with values that its schema takes', () => {
    const refused = nodeDefinitions.filter(({ fields }) => !configSchema(fields).safeParse(defaultConfig(fields)).success)
    expect(refused.map((definition) => definition.type)).toEqual([])
  })

  it('show defaults where nothing is set', () => {
    const fields = findDefinition('source.csv')?.fields ?? {}
    expect(filledConfig(fields, { path: 'a.csv' })).toMatchObject({ path: 'a.csv', encoding: 'auto', delimiter: ',' })
  })

  it('change one value and copy only what is on the way to it', () => {
    const config = { rules: [{ column: 'a' }, { column: 'b' }], kept: { deep: [1] } }
    const next = setAt(config, ['rules', 1, 'column'], 'c')
    expect(next).toEqual({ rules: [{ column: 'a' }, { column: 'c' }], kept: { deep: [1] } })
    expect(config.rules[1]).toEqual({ column: 'b' })
    expect(setAt({}, ['a', 'b'], 1)).toEqual({ a: { b: 1 } })
  })

  it('stand for what does not fit', () => {
    expect(asTable('nonsense')).toEqual({ columns: ['column_1'], rows: [] })
    expect(asTable({ columns: ['a', 'b'], rows: [['1'], 'x', ['2', null]] })).toEqual({
      columns: ['a', 'b'],
      rows: [
        ['1', null],
        [null, null],
        ['2', null],
      ],
    })
    expect(asSchema([{ source: 'a', name: 'a', type: 'date', format: '' }, 7])).toEqual([{ source: 'a', name: 'a', type: 'date' }])
  })

  it('put items in order', () => {
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
  })
})

describe('cells from a spreadsheet', () => {
  it('are read with quotes, breaks inside cells and any line ends', () => {
    expect(readCells('a\tb\r\n1\t"two\nlines"\r\n')).toEqual([
      ['a', 'b'],
      ['1', 'two\nlines'],
    ])
    expect(readCells('"say ""hi"""\tx')).toEqual([['say "hi"', 'x']])
  })

  it('make the table grow, and name columns when pasted on the header', () => {
    const table = { columns: ['a'], rows: [['1']] }
    expect(
      pasteCells(
        table,
        [
          ['x', 'y'],
          ['z', 'w'],
        ],
        0,
        0,
      ),
    ).toEqual({
      columns: ['a', 'column_2'],
      rows: [
        ['x', 'y'],
        ['z', 'w'],
      ],
    })
    expect(
      pasteCells(
        table,
        [
          ['n', 'm'],
          ['5', '6'],
        ],
        -1,
        0,
      ),
    ).toEqual({ columns: ['n', 'm'], rows: [['5', '6']] })
  })
})
