import type { SourceBatch } from '@sluice/engine/connector'

/** Ends a source after about so many rows; `undefined` reads all of it. Stops at once when the run is cancelled. */
export async function* limitRows(
  batches: AsyncIterable<SourceBatch>,
  rows: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<SourceBatch> {
  let left = rows ?? Infinity
  for await (const batch of batches) {
    signal.throwIfAborted()
    const count = batch.columns[0]?.length ?? 0
    if (count >= left) {
      yield { columns: batch.columns.map((values) => values.slice(0, left)), rejects: batch.rejects }
      return
    }
    left -= count + batch.rejects.length
    yield batch
    if (left <= 0) return
  }
}
