import duckdb from '@duckdb/node-bindings'
import { DuckDBDataChunk, VARCHAR } from '@duckdb/node-api'
import type { PackedTexts } from '../packed-texts.ts'

/** Rows of one chunk: DuckDB's vector size, a multiple of 64 as the bits of `present` need it. */
export const CHUNK_ROWS = 2048

/** `duckdb_string_t` of DuckDB's C interface: length, then up to 12 bytes of text or 4 bytes of it and a pointer to all. */
const STRING_BYTES = 16
const INLINE_BYTES = 12

const room = new ArrayBuffer(CHUNK_ROWS * STRING_BYTES)
const words = new Uint32Array(room)
const octets = new Uint8Array(room)

/** By length of a text and number of a word of it: the bits of the word that belong to the text. */
const MASKS = Int32Array.from({ length: (INLINE_BYTES + 1) * 3 }, (_none, i) => {
  const bytes = Math.floor(i / 3) - (i % 3) * 4
  return bytes >= 4 ? -1 : bytes <= 0 ? 0 : (1 << (bytes * 8)) - 1
})

/**
 * Where DuckDB keeps a copy of the text that lives as long as the vector, as low and high half of the pointer. The text is
 * stored as one string of the vector, and the pointer is read back from that.
 */
function store(vector: ReturnType<typeof duckdb.data_chunk_get_vector>, text: Uint8Array): readonly [low: number, high: number] {
  duckdb.vector_assign_string_element_len(vector, 0, text)
  const first = duckdb.vector_get_data(vector, STRING_BYTES)
  const [length, , low, high] = new Uint32Array(first.buffer, first.byteOffset, STRING_BYTES / 4)
  if (length !== text.length || low === undefined || high === undefined) throw new Error('DuckDB did not take the texts of a column')
  return [low, high]
}

/** Writes rows `from` … `from + rows` of a column into a vector of texts, without a call per value. */
function fillVector(chunk: DuckDBDataChunk, column: number, { bytes, ends, present }: PackedTexts, from: number, rows: number): void {
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, column)
  const start = from === 0 ? 0 : (ends[from - 1] ?? 0)
  const end = ends[from + rows - 1] ?? start
  // Texts of 12 bytes and less are in the vector itself; when all are, there is nothing to point to.
  const [low, high] = end - start > INLINE_BYTES ? store(vector, bytes.subarray(start, end)) : [0, 0]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const lastWhole = bytes.byteLength - INLINE_BYTES
  let at = start
  for (let row = 0; row < rows; row++) {
    const next = ends[from + row] ?? at
    const length = next - at
    const word = row * 4
    words[word] = length
    if (length > INLINE_BYTES) {
      words[word + 1] = view.getUint32(at, true)
      const pointer = low + (at - start)
      words[word + 2] = pointer
      words[word + 3] = high + (pointer > 0xffffffff ? 1 : 0)
    } else if (at <= lastWhole) {
      // Three words with what lies behind the text, which is then taken away.
      const mask = length * 3
      words[word + 1] = view.getUint32(at, true) & (MASKS[mask] ?? 0)
      words[word + 2] = view.getUint32(at + 4, true) & (MASKS[mask + 1] ?? 0)
      words[word + 3] = view.getUint32(at + 8, true) & (MASKS[mask + 2] ?? 0)
    } else {
      words[word + 1] = words[word + 2] = words[word + 3] = 0
      for (let i = 0, to = word * 4 + 4; i < length; i++) octets[to + i] = bytes[at + i] ?? 0
    }
    at = next
  }
  duckdb.copy_data_to_vector(vector, 0, room, 0, rows * STRING_BYTES)
  if (present === undefined) return
  duckdb.vector_ensure_validity_writable(vector)
  const mask = new Uint8Array(CHUNK_ROWS / 8)
  mask.set(present.subarray(from >> 3, (from + rows + 7) >> 3))
  duckdb.copy_data_to_vector_validity(vector, 0, mask.buffer, 0, mask.length)
}

/** A chunk of texts with the rows `from` … of the columns, at most `CHUNK_ROWS`; `from` is a multiple of that. */
export function textChunk(columns: readonly PackedTexts[], from: number, rows: number): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(columns.map(() => VARCHAR), rows) // prettier-ignore
  columns.forEach((column, index) => { fillVector(chunk, index, column, from, rows) }) // prettier-ignore
  return chunk
}
