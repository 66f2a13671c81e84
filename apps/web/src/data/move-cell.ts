/** Where the keyboard is in a grid. */
export interface CellPlace {
  readonly row: number
  readonly column: number
}

/** Where a key leads from a place; undefined when the key moves nothing. `page` is the number of rows in view. */
export function moveCell(place: CellPlace, key: string, rows: number, columns: number, page: number): CellPlace | undefined {
  const to = (row: number, column: number): CellPlace => ({
    row: Math.min(Math.max(row, 0), Math.max(rows - 1, 0)),
    column: Math.min(Math.max(column, 0), Math.max(columns - 1, 0)),
  })
  switch (key) {
    case 'ArrowUp':
      return to(place.row - 1, place.column)
    case 'ArrowDown':
      return to(place.row + 1, place.column)
    case 'ArrowLeft':
      return to(place.row, place.column - 1)
    case 'ArrowRight':
      return to(place.row, place.column + 1)
    case 'PageUp':
      return to(place.row - page, place.column)
    case 'PageDown':
      return to(place.row + page, place.column)
    case 'Home':
      return to(place.row, 0)
    case 'End':
      return to(place.row, columns - 1)
    default:
      return undefined
  }
}
