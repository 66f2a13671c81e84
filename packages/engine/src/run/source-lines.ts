import { DOUBLE, DuckDBScalarFunction, INTEGER, type DuckDBConnection } from '@duckdb/node-api'
import type { CsvRecords } from '../connector.ts'
import { items } from './vector-items.ts'

const FIRST_ROOM = 1 << 12

/** Says that a line is not known; no row is on it. */
const UNKNOWN = -1

/** How many numbers of a sorted list are at most `limit`. */
function upTo(sorted: Uint32Array, limit: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1
    else high = middle
  }
  return low
}

/** A file whose records are numbered: those that gave no row, and the line ends inside records. */
interface Numbered {
  readonly first: number
  /** Numbers of blank and broken records, sorted. */
  readonly gaps: Uint32Array
  readonly inner: Uint32Array
}

/** The number of the record that gave the row at this ordinal, rows counted from 0. */
function recordOf({ first, gaps }: Numbered, ordinal: number): number {
  let [low, high] = [0, gaps.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((gaps[middle] ?? 0) - first - middle <= ordinal) low = middle + 1
    else high = middle
  }
  return first + ordinal + low
}

/** The line on which a record begins: one for each record before it, and one more for each line end inside those. */
const lineOf = (inner: Uint32Array, record: number): number => 1 + record + upTo(inner, record)

/**
 * On which line of its file each row of a source begins. Outside DuckDB: of a file that DuckDB reads only what is needed to work
 * lines out is known, of one that Node.js reads 4 bytes a row. Lines are only worked out for rows that ask.
 */
export class SourceLines {
  readonly #listed = new Map<number, { lines: Uint32Array; rows: number } | null>()
  readonly #numbered = new Map<number, Numbered>()

  /** Forgets what is known of a source: it is read from the beginning. */
  begin(source: number): void {
    this.#listed.delete(source)
    this.#numbered.delete(source)
  }

  /** Rows in the order in which they are appended; a source that does not know the lines of all its rows knows none. */
  add(source: number, rows: number, lines: Uint32Array | undefined): void {
    let list = this.#listed.get(source)
    if (list === null || rows === 0) return
    if (lines === undefined) {
      this.#listed.set(source, null)
      return
    }
    if (list === undefined) this.#listed.set(source, (list = { lines: new Uint32Array(FIRST_ROOM), rows: 0 }))
    if (list.rows + rows > list.lines.length) {
      const larger = new Uint32Array(Math.max(list.rows + rows, list.lines.length * 2))
      larger.set(list.lines.subarray(0, list.rows))
      list.lines = larger
    }
    list.lines.set(lines.subarray(0, rows), list.rows)
    list.rows += rows
  }

  /** A file that DuckDB has read; `broken` are the numbers of the records that gave no row, sorted. */
  number(source: number, records: CsvRecords, broken: readonly number[]): void {
    if (!records.whole) return
    const gaps = new Uint32Array(records.blank.length + broken.length)
    gaps.set(records.blank)
    gaps.set(broken, records.blank.length)
    gaps.sort()
    this.#numbered.set(source, { first: records.first, gaps, inner: records.inner })
  }

  ofRow(source: number, ordinal: number): number {
    const numbered = this.#numbered.get(source)
    if (numbered !== undefined) return lineOf(numbered.inner, recordOf(numbered, ordinal))
    const list = this.#listed.get(source)
    return list === null || list === undefined || ordinal >= list.rows ? UNKNOWN : (list.lines[ordinal] ?? UNKNOWN)
  }

  ofRecord(source: number, record: number): number {
    const numbered = this.#numbered.get(source)
    return numbered === undefined ? UNKNOWN : lineOf(numbered.inner, record)
  }
}

/**
 * Registers `source_line(source, ordinal)`, which gives the line of a row, and `record_line(source, number)`, which gives that of a
 * record of a numbered file; -1 when it is not known.
 */
export function registerSourceLines(connection: DuckDBConnection, lines: () => SourceLines): void {
  const register = (name: string, line: (known: SourceLines, source: number, at: number) => number): void => {
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name,
        returnType: DOUBLE,
        parameterTypes: [INTEGER, DOUBLE],
        volatile: true,
        mainFunction: (_info, chunk, out) => {
          const source = Number(chunk.getColumnVector(0).getItem(0))
          const places = items(chunk.getColumnVector(1), Float64Array)
          const into = items(out, Float64Array)
          const known = lines()
          for (let row = 0; row < chunk.rowCount; row++) into[row] = line(known, source, places[row] ?? 0)
          out.flush()
        },
      }),
    )
  }
  register('source_line', (known, source, ordinal) => known.ofRow(source, ordinal))
  register('record_line', (known, source, record) => known.ofRecord(source, record))
}
