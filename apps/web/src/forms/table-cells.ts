import type { TableValue } from '@sluice/catalog'

/** Text copied from a spreadsheet as cells: tabs between columns, quotes around cells with breaks. */
export function readCells(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  const body = text.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  const endCell = (): void => {
    rows.at(-1)?.push(cell)
    cell = ''
  }
  for (let at = 0; at < body.length; at++) {
    const sign = body[at] ?? ''
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (body[at + 1] === '"') cell += body[at++] ?? ''
      else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === '\t') endCell()
    else if (sign === '\n') {
      endCell()
      rows.push([])
    } else cell += sign
  }
  endCell()
  return rows
}

/** The table with cells written from a place on; it grows to the right and downwards. Row -1 is the header. */
export function pasteCells(table: TableValue, cells: readonly (readonly string[])[], row: number, column: number): TableValue {
  const width = Math.max(table.columns.length, column + Math.max(...cells.map((line) => line.length)))
  const height = Math.max(table.rows.length, row + cells.length)
  const at = (r: number, c: number): string | undefined => cells[r - row]?.[c - column]
  const columns = Array.from({ length: width }, (_, c) => (row < 0 ? at(-1, c) : undefined) ?? table.columns[c] ?? `column_${c + 1}`)
  const rows = Array.from({ length: height }, (_, r) => Array.from({ length: width }, (__, c) => at(r, c) ?? table.rows[r]?.[c] ?? ''))
  return { columns, rows }
}
