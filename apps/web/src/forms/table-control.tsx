import { Button, Input } from '@mantine/core'
import type { TableField, TableValue } from '@sluice/catalog'
import { IconColumnInsertRight, IconRowInsertBottom, IconX } from '@tabler/icons-react'
import type { ClipboardEvent, KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldProps } from './field-props.ts'
import { useFormHost } from './form-host.ts'
import { labelled } from './simple-controls.tsx'
import { pasteCells, readCells } from './table-cells.ts'
import { asTable } from './values.ts'
import classes from './forms.module.css'

/** Enter and the arrows go from cell to cell. */
function step(event: KeyboardEvent<HTMLInputElement>, row: number, column: number): void {
  const by = { Enter: [1, 0], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key]
  if (by === undefined) return
  const next = event.currentTarget.closest('table')?.querySelector<HTMLElement>(`[data-cell="${row + (by[0] ?? 0)} ${column}"]`)
  if (next === null || next === undefined) return
  event.preventDefault()
  next.focus()
}

/** A small table typed or pasted by a person; an empty cell is an empty text. */
export function TableControl({ path, value, ...texts }: FieldProps<TableField>) {
  const { t } = useTranslation('forms')
  const { change, settle } = useFormHost()
  const table = asTable(value)
  const set = (next: TableValue, typing = false): void => change(path, next, typing)
  const setCell = (row: number, column: number, text: string): void =>
    set({ ...table, rows: table.rows.map((cells, at) => (at === row ? cells.with(column, text) : cells)) }, true)
  const paste = (event: ClipboardEvent, row: number, column: number): void => {
    const cells = readCells(event.clipboardData.getData('text/plain'))
    if (cells.length === 1 && cells[0]?.length === 1) return
    event.preventDefault()
    set(pasteCells(table, cells, row, column))
  }
  const addColumn = (): void =>
    set({ columns: [...table.columns, `column_${table.columns.length + 1}`], rows: table.rows.map((row) => [...row, '']) })
  return (
    <Input.Wrapper {...labelled(texts)} labelElement="div">
      <div className={classes['tableFrame']} data-own-keys>
        <table className={classes['table']} aria-label={texts.label}>
          <thead>
            <tr>
              {table.columns.map((name, column) => (
                <th key={column} scope="col">
                  <input
                    data-cell={`-1 ${column}`}
                    aria-label={t('nameOf', { number: column + 1 })}
                    value={name}
                    onBlur={settle}
                    onKeyDown={(event) => step(event, -1, column)}
                    onPaste={(event) => paste(event, -1, column)}
                    onChange={(event) => set({ ...table, columns: table.columns.with(column, event.currentTarget.value) }, true)}
                  />
                  {table.columns.length > 1 && (
                    <button
                      type="button"
                      aria-label={t('removeColumn', { name })}
                      onClick={() =>
                        set({ columns: table.columns.toSpliced(column, 1), rows: table.rows.map((row) => row.toSpliced(column, 1)) })
                      }
                    >
                      <IconX size={11} aria-hidden />
                    </button>
                  )}
                </th>
              ))}
              <th aria-label={t('columnRemove')} />
            </tr>
          </thead>
          <tbody>
            {table.rows.map((cells, row) => (
              <tr key={row}>
                {cells.map((cell, column) => (
                  <td key={column}>
                    <input
                      data-cell={`${row} ${column}`}
                      aria-label={t('cell', { row: row + 1, name: table.columns[column] ?? '' })}
                      placeholder={cell === null ? t('missing') : ''}
                      value={cell ?? ''}
                      onBlur={settle}
                      onKeyDown={(event) => step(event, row, column)}
                      onPaste={(event) => paste(event, row, column)}
                      onChange={(event) => setCell(row, column, event.currentTarget.value)}
                    />
                  </td>
                ))}
                <td>
                  <button
                    type="button"
                    aria-label={t('removeRow', { number: row + 1 })}
                    onClick={() => set({ ...table, rows: table.rows.toSpliced(row, 1) })}
                  >
                    <IconX size={11} aria-hidden />
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={classes['buttons']}>
        <Button
          variant="default"
          leftSection={<IconRowInsertBottom size={14} aria-hidden />}
          onClick={() => set({ ...table, rows: [...table.rows, table.columns.map(() => '')] })}
        >
          {t('addRow')}
        </Button>
        <Button variant="default" leftSection={<IconColumnInsertRight size={14} aria-hidden />} onClick={addColumn}>
          {t('addColumn')}
        </Button>
      </div>
    </Input.Wrapper>
  )
}
