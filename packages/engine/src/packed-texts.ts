import type { SourceBatch, SourceReject } from './connector.ts'

/**
 * The texts of one column in one piece of UTF-8: text i lies between `ends[i - 1]` (0 for the first) and `ends[i]`. Bit i of
 * `present`, counted from the lowest of each byte, says that the text is there; without `present` all are. What is missing has no bytes.
 */
export interface PackedTexts {
  readonly bytes: Uint8Array
  readonly ends: Uint32Array
  readonly present: Uint8Array | undefined
}

/** Rows as a reader of large files hands them over: no text is ever a string of JavaScript on its way to the database. */
export interface PackedBatch {
  readonly rows: number
  readonly columns: readonly PackedTexts[]
  readonly rejects: readonly SourceReject[]
  /** The line of its file on which each row begins; absent when that is not known, or no file. */
  readonly lines?: Uint32Array
}

const encoder = new TextEncoder()

/** A character of UTF-16 takes at most so many bytes of UTF-8. */
const MOST_BYTES = 3

/** Packs texts and missing values. Half characters, which no UTF-8 text can hold, become replacement characters. */
export function packTexts(values: readonly (string | null)[]): PackedTexts {
  let most = 0
  for (const value of values) most += (value?.length ?? 0) * MOST_BYTES
  const bytes = new Uint8Array(most)
  const ends = new Uint32Array(values.length)
  const present = new Uint8Array((values.length + 7) >> 3)
  let at = 0
  values.forEach((value, i) => {
    if (value !== null) {
      at += encoder.encodeInto(value, bytes.subarray(at)).written
      present[i >> 3] = (present[i >> 3] ?? 0) | (1 << (i & 7))
    }
    ends[i] = at
  })
  return { bytes: bytes.subarray(0, at), ends, present: values.includes(null) ? present : undefined }
}

/** The texts again, one by one. */
export function unpackTexts({ bytes, ends, present }: PackedTexts): (string | null)[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from(ends, (end, i) => {
    const there = present === undefined || ((present[i >> 3] ?? 0) & (1 << (i & 7))) !== 0
    return there ? buffer.toString('utf8', i === 0 ? 0 : ends[i - 1], end) : null
  })
}

/** The same rows with every text as a string. */
export const unpackBatch = ({ columns, rejects }: PackedBatch): SourceBatch => ({ columns: columns.map(unpackTexts), rejects })

/** The same rows packed. */
export const packBatch = ({ columns, rejects }: SourceBatch): PackedBatch => ({
  rows: columns[0]?.length ?? 0,
  columns: columns.map(packTexts),
  rejects,
})
