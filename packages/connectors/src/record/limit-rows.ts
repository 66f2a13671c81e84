import type { PackedBatch, SourceBatch } from '@sluice/engine/connector'

/** How batches are counted and cut. */
interface Shape<B> {
  readonly rows: (batch: B) => number
  readonly cut: (batch: B, rows: number) => B
}

async function* limited<B extends { readonly rejects: readonly unknown[] }>(
  { rows, cut }: Shape<B>,
  batches: AsyncIterable<B>,
  limit: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<B> {
  let left = limit ?? Infinity
  for await (const batch of batches) {
    signal.throwIfAborted()
    const count = rows(batch)
    if (count >= left) {
      yield cut(batch, left)
      return
    }
    left -= count + batch.rejects.length
    yield batch
    if (left <= 0) return
  }
}

const STRINGS: Shape<SourceBatch> = {
  rows: ({ columns }) => columns[0]?.length ?? 0,
  cut: ({ columns, rejects }, rows) => ({ columns: columns.map((values) => values.slice(0, rows)), rejects }),
}

const PACKED: Shape<PackedBatch> = {
  rows: ({ rows }) => rows,
  cut: ({ columns, rejects }, rows) => ({
    rows,
    columns: columns.map((column) => ({ ...column, ends: column.ends.subarray(0, rows) })),
    rejects,
  }),
}

/** Ends a source after about so many rows; `undefined` reads all of it. Stops at once when the run is cancelled. */
export const limitRows = (
  batches: AsyncIterable<SourceBatch>,
  rows: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<SourceBatch> => limited(STRINGS, batches, rows, signal)

/** The same for batches that are packed. */
export const limitPacked = (
  batches: AsyncIterable<PackedBatch>,
  rows: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<PackedBatch> => limited(PACKED, batches, rows, signal)
