import { open } from 'node:fs/promises'
import { CellScanner } from './cell-scanner.ts'
import type { CsvSettings } from './dialect.ts'

/** Places of a file that are looked at, at most, and all that is read there together. */
const PLACES = 256
const BYTES = 1 << 21
/** Records looked at in one place, if they are not long. */
const RECORDS = 16
const SHORTEST_WINDOW = 1 << 12

/** DuckDB keeps so many bytes for a broken line beside its text, outside of the memory it is allowed. */
const BYTES_PER_FAULT = 850
/** What all broken lines of a file may take there. */
const ROOM = 20_000_000

/** A file as it has been looked at. */
export interface LookedAt {
  readonly path: string
  readonly bytes: number
  readonly records: number
  /** Where some of its records begin. */
  readonly starts: readonly number[]
}

/** Whether so many lines of a file seem to be broken that DuckDB's memory won't hold what it keeps of them: judged by records from all over it. */
export async function manyBroken(file: LookedAt, settings: CsvSettings, width: number): Promise<boolean> {
  // Were all of them broken, there would be room.
  if (file.records * BYTES_PER_FAULT + file.bytes < ROOM) return false
  const window = Math.max(SHORTEST_WINDOW, Math.ceil((file.bytes / Math.max(1, file.records)) * RECORDS))
  const places = Math.min(PLACES, Math.max(1, Math.floor(BYTES / window)))
  const step = Math.max(1, file.starts.length / places)
  const scanner = new CellScanner(settings, width)
  const buffer = Buffer.allocUnsafe(window)
  const handle = await open(file.path, 'r')
  let [seen, broken] = [0, 0]
  try {
    for (let i = 0; i < file.starts.length; i += step) {
      const { bytesRead } = await handle.read(buffer, 0, window, file.starts[Math.floor(i)] ?? 0)
      scanner.text = buffer.toString('latin1', 0, bytesRead)
      for (let at = 0; at < bytesRead;) {
        const next = scanner.record(at)
        if (next === undefined) break
        seen++
        if (scanner.fault !== undefined && scanner.end > at) broken++
        at = next
      }
    }
  } finally {
    await handle.close()
  }
  return seen > 0 && (broken / seen) * (file.records * BYTES_PER_FAULT + file.bytes) > ROOM
}
