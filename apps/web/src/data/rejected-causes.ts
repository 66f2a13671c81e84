import type { RejectedRowDto } from '@sluice/contract'
import type { GridColumn, GridRow, RejectedCause } from './types.ts'

/** Rejected rows by node, code and column, the largest group first. */
export function causesOf(rows: readonly RejectedRowDto[]): readonly RejectedCause[] {
  const causes = new Map<string, RejectedRowDto[]>()
  for (const row of rows) {
    const key = JSON.stringify([row.node, row.code, row.column])
    const group = causes.get(key)
    if (group === undefined) causes.set(key, [row])
    else group.push(row)
  }
  return [...causes.values()]
    .map((group) => ({ node: group[0]?.node ?? '', code: group[0]?.code ?? '', column: group[0]?.column ?? null, rows: group }))
    .sort((a, b) => b.rows.length - a.rows.length)
}

/** The names that the grid of rejected rows gives to its own columns. */
export interface RejectedHeads {
  readonly reason: string
  readonly column: string
  readonly value: string
  readonly place: string
}

/** Rejected rows as a grid: why, where, and then the row as it was; its columns in the order they are first met. */
export function rejectedGrid(
  rows: readonly RejectedRowDto[],
  heads: RejectedHeads,
  reason: (row: RejectedRowDto) => string,
): { readonly columns: readonly GridColumn[]; readonly rows: readonly GridRow[] } {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.row)))]
  const fixed = [heads.reason, heads.column, heads.value, heads.place].map((name) => ({ name, type: 'text' }))
  return {
    columns: [...fixed, ...names.map((name) => ({ name, type: 'text' }))],
    rows: rows.map((row) => [
      reason(row),
      row.column,
      row.value,
      row.source === null ? null : row.line === null ? row.source : `${row.source}:${row.line}`,
      ...names.map((name) => row.row[name] ?? null),
    ]),
  }
}
