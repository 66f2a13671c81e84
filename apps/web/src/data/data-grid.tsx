import { columnResizingFeature, columnSizingFeature, createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useRef, useState } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { CellBar } from './cell-bar.tsx'
import { CellValue } from './cell-value.tsx'
import { ColumnHeader } from './column-header.tsx'
import { columnWidth, isNumeric } from './column-width.ts'
import type { GridColumn, GridRow } from './types.ts'
import { useGridKeys } from './use-grid-keys.ts'
import classes from './grid.module.css'

const features = tableFeatures({ columnSizingFeature, columnResizingFeature })
const helper = createColumnHelper<typeof features, GridRow>()
const ROW = 26
const INDEX = 56
// Heights with the scroll bar below.
const HEAD = 48
const PROFILED_HEAD = 80

interface Props {
  readonly label: string
  readonly columns: readonly GridColumn[]
  readonly rows: readonly GridRow[]
  /** Rows that the profiles are of. */
  readonly total: number
  /** Number of the first row, from 1. */
  readonly firstRow?: number
  readonly onFilterValue?: ((column: string, value: string | null) => void) | undefined
  readonly onColumn?: ((column: string) => void) | undefined
  readonly selectedColumn?: string | undefined
}

/** Rows and columns of any number: only what is in view is drawn. Arrow keys move, Ctrl/⌘ C copies the cell. */
export function DataGrid(props: Props) {
  // Other columns are another grid: widths, scrolling and the chosen cell start anew.
  return <Grid key={props.columns.map((column) => `${column.name}\n${column.type}`).join('\n')} {...props} />
}

function Grid({ label, columns, rows, total, firstRow = 1, onFilterValue, onColumn, selectedColumn }: Props) {
  const format = useFormat()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [definitions] = useState(() =>
    helper.columns(
      columns.map((column, index) =>
        helper.accessor((row) => row[index], { id: String(index), size: columnWidth(column, index, rows), minSize: 64, maxSize: 800 }),
      ),
    ),
  )
  const [data, setData] = useState<GridRow[]>(() => [...rows])
  useEffect(() => setData([...rows]), [rows])
  const table = useTable({ features, columns: definitions, data, columnResizeMode: 'onChange' })
  const heads = table.getHeaderGroups()[0]?.headers ?? []
  const down = useVirtualizer<HTMLDivElement, Element>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    // The head covers the top of the rows.
    scrollPaddingEnd: columns.some((column) => column.profile !== undefined) ? PROFILED_HEAD : HEAD,
  })
  const across = useVirtualizer<HTMLDivElement, Element>({
    horizontal: true,
    count: heads.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heads[index]?.getSize() ?? 120,
    overscan: 3,
    paddingStart: INDEX,
    scrollPaddingStart: INDEX,
  })
  const widths = heads.map((head) => head.getSize()).join(' ')
  useEffect(() => across.measure(), [across, widths])
  const { place, setPlace, onKeyDown } = useGridKeys(rows, columns.length, down, across, ROW)
  const lanes = across.getVirtualItems()
  return (
    <div className={classes['frame']}>
      <div
        ref={scroller}
        className={classes['scroller']}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={`${id}-${place.row}-${place.column}`}
        onKeyDown={onKeyDown}
      >
        <div className={classes['head']} role="row" aria-rowindex={1} style={{ width: across.getTotalSize() }}>
          <div className={classes['corner']} />
          {lanes.map((lane) => {
            const column = columns[lane.index]
            const head = heads[lane.index]
            if (column === undefined || head === undefined) return null
            return (
              <div
                key={lane.key}
                role="columnheader"
                aria-colindex={lane.index + 1}
                className={classes['columnHead']}
                data-selected={column.name === selectedColumn || undefined}
                style={{ left: lane.start, width: lane.size }}
              >
                <ColumnHeader
                  column={column}
                  total={total}
                  {...(onFilterValue === undefined ? {} : { onFilterValue: (value) => onFilterValue(column.name, value) })}
                  {...(onColumn === undefined ? {} : { onSelect: () => onColumn(column.name) })}
                />
                <div className={classes['resize']} onMouseDown={head.getResizeHandler()} onTouchStart={head.getResizeHandler()} />
              </div>
            )
          })}
        </div>
        <div className={classes['rows']} role="rowgroup" style={{ height: down.getTotalSize(), width: across.getTotalSize() }}>
          {down.getVirtualItems().map((line) => (
            <div
              key={line.key}
              role="row"
              aria-rowindex={line.index + 2}
              className={classes['row']}
              style={{ transform: `translateY(${line.start}px)` }}
            >
              <div className={classes['index']}>{format.number(firstRow + line.index)}</div>
              {lanes.map((lane) => {
                const chosen = place.row === line.index && place.column === lane.index
                return (
                  <div
                    key={lane.key}
                    id={`${id}-${line.index}-${lane.index}`}
                    role="gridcell"
                    aria-colindex={lane.index + 1}
                    aria-selected={chosen}
                    data-numeric={isNumeric(columns[lane.index]?.type ?? '') || undefined}
                    className={classes['cell']}
                    style={{ left: lane.start, width: lane.size }}
                    title={rows[line.index]?.[lane.index]?.slice(0, 2_000)}
                    onMouseDown={() => setPlace({ row: line.index, column: lane.index })}
                  >
                    <CellValue value={rows[line.index]?.[lane.index]} />
                  </div>
                )
              })}
            </div>
          ))}
        </div>
      </div>
      {rows.length > 0 && <CellBar column={columns[place.column]?.name ?? ''} value={rows[place.row]?.[place.column]} />}
    </div>
  )
}
