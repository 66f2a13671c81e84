import type { GridColumn, GridRow } from './types.ts'

const MIN = 112
const MAX = 320
const LOOKED_AT = 50

/** The width of a text in half-width characters; Chinese, Japanese and Korean ones count two. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text)
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(character) ? 2 : 1
  return width
}

/** A first width in pixels for a column: what its name, its type and most of its first values need. */
export function columnWidth(column: GridColumn, index: number, rows: readonly GridRow[]): number {
  const widths = rows
    .slice(0, LOOKED_AT)
    .map((row) => textWidth((row[index] ?? '').slice(0, 100)))
    .sort((a, b) => a - b)
  const usual = widths[Math.floor(widths.length * 0.9)] ?? 0
  const header = textWidth(column.name) + textWidth(column.type) + 8
  return Math.round(Math.min(MAX, Math.max(MIN, Math.max(usual, header) * 7.2 + 24)))
}

/** Numbers stand at the right, so that their digits line up. */
export const isNumeric = (type: string): boolean => /^(integer|decimal|float)\b/.test(type)
