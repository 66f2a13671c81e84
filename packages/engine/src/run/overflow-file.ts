import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import path from 'node:path'

/** What rows take as a table, as a share of the bytes they took in their file: each short text has an offset and a flag. */
const TABLE_PER_FILE = 1.3

/** The part of DuckDB's memory that one table may take, so that buffers and the steps behind it have room as well. */
const SHARE = 0.8

/** A new file in the run's scratch folder for the rows of a CSV file that DuckDB's memory won't hold as a table; undefined when it will. */
export async function overflowFile(csv: string, databaseMb: number, work: string): Promise<string | undefined> {
  const { size } = await stat(csv)
  return size * TABLE_PER_FILE > databaseMb * 1_000_000 * SHARE ? path.join(work, `rows-${randomUUID()}.parquet`) : undefined
}
