import { DOUBLE, DuckDBScalarFunction, INTEGER, USMALLINT, type DuckDBConnection } from '@duckdb/node-api'
import { items } from './vector-items.ts'

const SMALLEST_BYTES = 1 << 16

/** Sets of rows of a table by their ordinal, one bit per row. Outside DuckDB's memory: 2.5 MB for 20 million rows. */
export class RowMarks {
  readonly #sets = new Map<number, Uint8Array<ArrayBuffer>>()

  mark(set: number, rows: Float64Array): void {
    let bits = this.#sets.get(set) ?? new Uint8Array(SMALLEST_BYTES)
    for (const row of rows) {
      const byte = Math.floor(row / 8)
      if (byte >= bits.length) {
        const larger = new Uint8Array(Math.max(byte + 1, bits.length * 2))
        larger.set(bits)
        bits = larger
      }
      bits[byte] = (bits[byte] ?? 0) | (1 << (row % 8))
    }
    this.#sets.set(set, bits)
  }

  /** Writes 1 for each row that is marked and 0 for each that isn't. */
  read(set: number, rows: Float64Array, into: Uint16Array): void {
    const bits = this.#sets.get(set) ?? new Uint8Array(0)
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0
      into[i] = ((bits[Math.floor(row / 8)] ?? 0) >> (row % 8)) & 1
    }
  }
}

/**
 * Registers `mark_row(set, row)`, which marks a row and gives 1, and `row_marked(set, row)`, which gives 1 or 0.
 * A filter by marks keeps the order of the rows; a semi-join loses it, so that all of them have to be sorted again.
 */
export function registerRowMarks(connection: DuckDBConnection, marks: () => RowMarks): void {
  const types = { returnType: USMALLINT, parameterTypes: [INTEGER, DOUBLE], volatile: true }
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      ...types,
      name: 'mark_row',
      mainFunction: (_info, chunk, out) => {
        marks().mark(Number(chunk.getColumnVector(0).getItem(0)), items(chunk.getColumnVector(1), Float64Array))
        items(out, Uint16Array).fill(1)
        out.flush()
      },
    }),
  )
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      ...types,
      name: 'row_marked',
      mainFunction: (_info, chunk, out) => {
        const set = Number(chunk.getColumnVector(0).getItem(0))
        marks().read(set, items(chunk.getColumnVector(1), Float64Array), items(out, Uint16Array))
        out.flush()
      },
    }),
  )
}
