import { type PackedBatch, unpackTexts } from '@sluice/engine/connector'

/** Rows looked at to tell the columns of a source. */
export const PROBE_ROWS = 1000

/** The values of the only column of a source, at most so many. */
export async function collectValues(batches: AsyncIterable<PackedBatch>, limit = PROBE_ROWS): Promise<readonly string[]> {
  const values: string[] = []
  for await (const { columns } of batches) {
    const [column] = columns
    for (const value of column === undefined ? [] : unpackTexts(column)) if (value !== null && values.length < limit) values.push(value)
    if (values.length >= limit) break
  }
  return values
}
