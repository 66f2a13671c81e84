import type { PackedTexts } from '@sluice/engine/connector'

/** Longer texts are copied by one call instead of byte by byte. */
const SHORT = 64
const FIRST_BYTES = 1 << 10
const FIRST_ROWS = 64

function grown(bytes: Buffer, needed: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, bytes.length * 2))
  larger.set(bytes)
  return larger
}

/** Packs the texts of one column, row by row. A row holds no text until it is set; set twice, the second text counts. */
export class ColumnBuilder {
  /** Bytes of the rows that were kept. */
  size = 0
  private bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES)
  private ends = new Uint32Array(FIRST_ROWS)
  private present = new Uint8Array(FIRST_ROWS >> 3)
  private missing = 0
  /** The row that has not been kept yet holds a text. */
  there = false
  /** Behind that text. */
  private end = 0

  /** Forgets the text that was set since the last row. */
  drop(): void {
    this.there = false
  }

  /** Sets the text between two positions of some byte text. */
  set(text: string, from: number, to: number): void {
    const start = this.size
    const length = to - from
    if (start + length > this.bytes.length) this.bytes = grown(this.bytes, start + length)
    const { bytes } = this
    if (length <= SHORT) for (let i = 0; i < length; i++) bytes[start + i] = text.charCodeAt(from + i)
    else bytes.write(length === text.length ? text : text.slice(from, to), start, 'latin1')
    this.end = start + length
    this.there = true
  }

  /** Ends a row. */
  keep(row: number): void {
    if (row >= this.ends.length) this.lengthen()
    if (this.there) {
      this.size = this.end
      this.present[row >> 3] = (this.present[row >> 3] ?? 0) | (1 << (row & 7))
      this.there = false
    } else this.missing++
    this.ends[row] = this.size
  }

  private lengthen(): void {
    const [ends, present] = [new Uint32Array(this.ends.length * 2), new Uint8Array(this.present.length * 2)]
    ends.set(this.ends)
    present.set(this.present)
    this.ends = ends
    this.present = present
  }

  /** Hands over all rows that were kept; the text of the one that wasn't stays. */
  take(rows: number): PackedTexts {
    const { bytes, ends, present, size, missing } = this
    const begun = this.there ? this.end - size : 0
    // The next batch is likely to be as large as this one.
    this.bytes = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, Math.ceil(size * 1.1), begun))
    this.bytes.set(bytes.subarray(size, size + begun))
    this.end = begun
    this.ends = new Uint32Array(ends.length)
    this.present = new Uint8Array(present.length)
    this.size = this.missing = 0
    return {
      bytes: bytes.subarray(0, size),
      ends: ends.subarray(0, rows),
      present: missing === 0 ? undefined : present.subarray(0, (rows + 7) >> 3),
    }
  }
}
