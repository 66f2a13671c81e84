import type { PackedBatch } from '@sluice/engine/connector'
import { readBlocks } from '../file/read-blocks.ts'
import { BatchBuilder } from '../record/batch.ts'
import { CellScanner } from './cell-scanner.ts'
import type { CsvSettings } from './dialect.ts'

/** Where the text of a file stands in what is left of it. */
class Records {
  private at = 0
  private line = 1
  private left: number
  private header: boolean
  private readonly scanner: CellScanner
  private readonly batch: BatchBuilder

  constructor(
    private readonly settings: CsvSettings,
    private readonly width: number,
    /** The place in the file of each column. */
    private readonly places: readonly number[],
  ) {
    this.scanner = new CellScanner(settings, width)
    this.batch = new BatchBuilder(places.length)
    this.left = settings.skip
    this.header = settings.header
  }

  *take(text: string, ended: boolean): Generator<PackedBatch> {
    const { scanner } = this
    scanner.text = scanner.text.slice(this.at) + text
    scanner.ended = ended
    this.at = 0
    if (!this.skipLines()) return
    while (this.at < scanner.text.length) {
      const next = scanner.record(this.at)
      if (next === undefined) break
      const blank = scanner.end === this.at
      if (this.header) this.line += 1 + scanner.breaks
      else if (blank && this.width > 1) this.line++
      else this.one()
      this.header = false
      this.at = next
      if (this.batch.full) yield this.batch.take()
    }
    if (ended && !this.batch.empty) yield this.batch.take()
  }

  /** Passes over the lines in front; false when the text ends among them. */
  private skipLines(): boolean {
    for (; this.left > 0; this.left--) {
      const end = this.scanner.text.indexOf('\n', this.at)
      if (end < 0) return false
      this.at = end + 1
      this.line++
    }
    return true
  }

  private one(): void {
    const { scanner, batch } = this
    batch.begin()
    if (scanner.fault !== undefined) batch.reject(scanner.fault, scanner.text.slice(this.at, scanner.end), this.line)
    else {
      this.places.forEach((place, column) => { this.set(column, place) }) // prettier-ignore
      batch.commit(this.line)
    }
    this.line += 1 + scanner.breaks
  }

  private set(column: number, place: number): void {
    const { scanner } = this
    if (scanner.isMissing(place)) return
    if (scanner.escaped[place] === true) this.batch.set(column, scanner.unescaped(place))
    else this.batch.setPart(column, scanner.text, scanner.from[place] ?? 0, scanner.to[place] ?? 0)
  }
}

/**
 * The rows of a CSV file in UTF-8, read in Node.js: slower than by DuckDB, but however many of its lines are broken, each is
 * told with its own line and no more than a batch of them is in memory.
 */
export async function* readCsvRecords(
  path: string,
  settings: CsvSettings,
  fileColumns: readonly string[],
  columns: readonly string[],
): AsyncGenerator<PackedBatch> {
  const places = columns.map((name) => fileColumns.indexOf(name))
  const records = new Records(settings, fileColumns.length, places)
  for await (const block of readBlocks(path)) yield* records.take(block.toString('latin1'), false)
  yield* records.take('', true)
}
