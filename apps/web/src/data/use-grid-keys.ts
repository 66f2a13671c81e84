import type { Virtualizer } from '@tanstack/react-virtual'
import { useState, type KeyboardEvent } from 'react'
import { moveCell, type CellPlace } from './move-cell.ts'
import type { GridRow } from './types.ts'

type Lanes = Virtualizer<HTMLDivElement, Element>

/** The place of the keyboard in a grid, and what the keys do there. */
export function useGridKeys(rows: readonly GridRow[], columnCount: number, down: Lanes, across: Lanes, rowHeight: number) {
  const [place, setPlace] = useState<CellPlace>({ row: 0, column: 0 })
  const go = (next: CellPlace): void => {
    setPlace(next)
    down.scrollToIndex(next.row)
    across.scrollToIndex(next.column)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    // Keys typed on a button or a link in the head belong to it; and no key of the grid reaches the editor's shortcuts.
    if (event.target !== event.currentTarget) return
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c') {
      event.stopPropagation()
      event.preventDefault()
      void navigator.clipboard.writeText(rows[place.row]?.[place.column] ?? '')
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((down.scrollRect?.height ?? 0) / rowHeight) - 2)
    const next = moveCell(place, event.key, rows.length, columnCount, page)
    if (next === undefined) return
    event.stopPropagation()
    event.preventDefault()
    go(next)
  }
  return { place, setPlace, onKeyDown }
}
