import type { Json } from '@sluice/flow'
import { createHash } from 'node:crypto'
import type { TextRow } from './database.ts'

/** Rows of the last run that the next one will meet again: how often each was read, by its content. */
export interface SeenRows {
  /** The highest value that was read; null: none. */
  readonly value: string | null
  readonly seen: ReadonlyMap<string, number>
}

/**
 * The most rows that a watermark remembers. When more than these share the window, those beyond are read once more by the next
 * run: a sink that upserts by key is not moved by it, one that inserts gets them twice.
 */
const MOST_SEEN = 20_000

const NOTHING: SeenRows = { value: null, seen: new Map() }

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads what `writeWatermark` wrote. A watermark of another column says nothing about this one: reading starts over. */
export function readWatermark(watermark: Json | undefined, column: string): SeenRows {
  if (!isRecord(watermark) || watermark['column'] !== column || typeof watermark['value'] !== 'string') return NOTHING
  const seen = isRecord(watermark['seen']) ? Object.entries(watermark['seen']) : []
  return {
    value: watermark['value'],
    seen: new Map(seen.flatMap(([key, count]) => (typeof count === 'number' ? [[key, count] as const] : []))),
  }
}

/** A row by its content: 96 bits of a SHA-256 over all its values, each with its length. */
export function fingerprint(row: TextRow): string {
  const hash = createHash('sha256')
  for (const value of row) hash.update(value === null ? '-;' : `${value.length}:${value};`)
  return hash.digest('base64url').slice(0, 16)
}

/** Tells rows that were read before from new ones, and gathers what the next run has to know. */
export class SeenFilter {
  private readonly left: Map<string, number>
  private readonly now = new Map<string, number>()

  constructor(
    private readonly column: string,
    private readonly before: SeenRows,
    private readonly highest: string | null,
  ) {
    this.left = new Map(before.seen)
  }

  /** True when the row is new. It is remembered either way. */
  isNew(row: TextRow): boolean {
    const key = fingerprint(row)
    if (this.now.size < MOST_SEEN || this.now.has(key)) this.now.set(key, (this.now.get(key) ?? 0) + 1)
    const times = this.left.get(key) ?? 0
    if (times === 0) return true
    this.left.set(key, times - 1)
    return false
  }

  /** How far the source is read, once all rows have gone by; undefined: nothing was ever there. */
  watermark(): Json | undefined {
    const value = this.highest ?? this.before.value
    return value === null ? undefined : { column: this.column, value, seen: Object.fromEntries(this.now) }
  }
}
