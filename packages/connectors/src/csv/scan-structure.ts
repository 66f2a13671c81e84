import { isUtf8 } from 'node:buffer'
import { open } from 'node:fs/promises'
import { RecordCounter, type RecordCount } from './count-records.ts'
import type { CsvShape } from './parse-sample.ts'

/** What one pass over the bytes of a UTF-8 CSV file tells before it is read. */
export interface CsvStructure {
  readonly utf8: boolean
  /** Byte offset of a quote that is never closed. */
  readonly openQuote: number | undefined
  /** At least the length of the longest record in bytes; short records are not measured. */
  readonly longest: number
  /** The longest line or cell that was measured; some record has at least this length. */
  readonly measured: number
  readonly count: RecordCount
  /** Bytes that were looked at. */
  readonly bytes: number
}

/** Small enough for the processor's cache: every byte is looked at several times. */
const BLOCK = 1 << 19
/** The longest character in bytes. */
const CHARACTER = 4
/** Records below this length are not measured. */
const STEP = 1 << 20
const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20

/** Carries the state of the quotes over blocks. Looks at quotes only, four bytes at a time, so that big files pass quickly. */
class QuoteScanner {
  longestCell = 0
  private openedAt = -1
  private readonly quote: number
  private readonly escape: number
  private readonly delimiter: number
  /** The two bytes in front of the block. */
  private before: readonly number[] = [LF, LF]
  /** A quote inside a quoted cell at the very end of a block: doubled or closing, the next block tells. */
  private pending = false
  private readonly records: RecordCounter

  constructor(shape: CsvShape, records: RecordCounter) {
    this.records = records
    this.quote = shape.quote.charCodeAt(0)
    this.escape = shape.escape === '' ? this.quote : shape.escape.charCodeAt(0)
    this.delimiter = shape.delimiter.charCodeAt(shape.delimiter.length - 1)
  }

  get openQuote(): number | undefined {
    return this.openedAt >= 0 && !this.pending ? this.openedAt : undefined
  }

  scan(bytes: Buffer, base: number): void {
    let at = this.resume(bytes, base)
    for (let i = bytes.indexOf(this.quote, at); i >= 0; i = bytes.indexOf(this.quote, at)) {
      this.records.upTo(bytes, i, this.openedAt >= 0)
      at = this.meet(bytes, i, base)
    }
    this.records.upTo(bytes, bytes.length, this.openedAt >= 0)
    this.before = [...this.before, ...bytes.subarray(-2)].slice(-2)
  }

  /** The first bytes of a block when the last one ended on a quote. */
  private resume(bytes: Buffer, base: number): number {
    if (!this.pending) return 0
    this.pending = false
    if (bytes[0] === this.quote) return 1
    this.close(base)
    return 0
  }

  private endsCell(byte: number | undefined): boolean {
    return byte === this.delimiter || byte === LF || byte === CR
  }

  /** A byte of the block, or one of the two in front of it. */
  private byteAt(bytes: Buffer, at: number): number | undefined {
    return at < 0 ? this.before[2 + at] : bytes[at]
  }

  private close(at: number): void {
    this.longestCell = Math.max(this.longestCell, at - this.openedAt)
    this.openedAt = -1
  }

  /** Takes one quote character; the result is where to go on looking. */
  private meet(bytes: Buffer, i: number, base: number): number {
    if (this.openedAt < 0) {
      // One space may stand before it.
      const before = this.byteAt(bytes, i - 1)
      if (this.endsCell(before) || (before === SPACE && this.endsCell(this.byteAt(bytes, i - 2)))) this.openedAt = base + i
      return i + 1
    }
    if (this.escape === this.quote) {
      if (i + 1 === bytes.length) this.pending = true
      else if (bytes[i + 1] === this.quote) return i + 2
      else this.close(base + i)
      return i + 1
    }
    let escapes = 0
    while (bytes[i - 1 - escapes] === this.escape) escapes++
    if (escapes % 2 === 0) this.close(base + i)
    return i + 1
  }
}

/** Measures long lines by jumps: in most windows of 1 MB the last line break is all that is looked at. */
class LineScanner {
  longest = 0
  private last = 0

  scan(bytes: Buffer, base: number): void {
    const end = base + bytes.length
    while (this.last + STEP < end) {
      const window = bytes.lastIndexOf(LF, this.last + STEP - base)
      const found = window < 0 || base + window < this.last ? bytes.indexOf(LF, Math.max(0, this.last - base)) : window
      if (found < 0) break
      this.longest = Math.max(this.longest, base + found + 1 - this.last)
      this.last = base + found + 1
    }
  }

  finish(size: number): void {
    this.longest = Math.max(this.longest, size - this.last)
  }
}

/** Bytes at the end that belong to a character which the block cuts. */
function cutTail(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0
  }
  return 0
}

/** A file in blocks of one buffer, which the next block overwrites; each with the bytes in front of it that the last one cut off. */
async function* blocksInPlace(path: string, bytes: number): AsyncGenerator<{ readonly block: Buffer; readonly text: Buffer }> {
  const file = await open(path, 'r')
  const buffer = Buffer.allocUnsafeSlow(CHARACTER + BLOCK)
  let cut = 0
  try {
    for (let left = bytes; left > 0;) {
      const { bytesRead } = await file.read(buffer, CHARACTER, Math.min(BLOCK, left), null)
      if (bytesRead === 0) {
        // A character that the file itself cuts off.
        if (cut > 0) yield { block: buffer.subarray(0, 0), text: buffer.subarray(CHARACTER - cut, CHARACTER) }
        return
      }
      left -= bytesRead
      const end = CHARACTER + bytesRead
      const start = CHARACTER - cut
      cut = cutTail(buffer.subarray(start, end))
      yield { block: buffer.subarray(CHARACTER, end), text: buffer.subarray(start, end - cut) }
      buffer.copyWithin(CHARACTER - cut, end - cut, end)
    }
  } finally {
    await file.close()
  }
}

/**
 * Reads a file once: is it UTF-8 throughout, does every quote close, how long can a record get, how many are there. With `bytes` only the beginning
 * is looked at, whose last quote may close behind it.
 */
export async function scanStructure(path: string, shape: CsvShape, signal?: AbortSignal, bytes = Infinity): Promise<CsvStructure> {
  const records = new RecordCounter()
  const quotes = shape.quote === '' ? undefined : new QuoteScanner(shape, records)
  const lines = new LineScanner()
  let base = 0
  let utf8 = true
  for await (const { block, text } of blocksInPlace(path, bytes)) {
    signal?.throwIfAborted()
    utf8 &&= isUtf8(text)
    records.enter(block, base)
    if (quotes === undefined) records.upTo(block, block.length, false)
    else quotes.scan(block, base)
    lines.scan(block, base)
    base += block.length
  }
  lines.finish(base)
  const openQuote = base < bytes ? quotes?.openQuote : undefined
  const cell = quotes?.longestCell ?? 0
  return {
    utf8,
    openQuote,
    longest: lines.longest + cell,
    measured: Math.max(lines.longest, cell),
    count: records.finish(base),
    bytes: base,
  }
}
