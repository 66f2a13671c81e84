import type { PackedBatch } from '@sluice/engine/connector'

/** Ends a source after about so many rows; `undefined` reads all of it. Stops at once when the run is cancelled. */
export async function* limitRows(
  batches: AsyncIterable<PackedBatch>,
  limit: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<PackedBatch> {
  let left = limit ?? Infinity
  for await (const batch of batches) {
    signal.throwIfAborted()
    if (batch.rows >= left) {
      const rows = left
      yield { ...batch, rows, columns: batch.columns.map((column) => ({ ...column, ends: column.ends.subarray(0, rows) })) }
      return
    }
    left -= batch.rows + batch.rejects.length
    yield batch
    if (left <= 0) return
  }
}
