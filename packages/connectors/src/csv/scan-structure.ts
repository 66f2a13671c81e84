import { isUtf8 } from 'node:buffer'
import { readBlocks } from '../file/read-blocks.ts'
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
}

const BLOCK = 4 << 20
/** Records below this length are not measured. */
const STEP = 1 << 20
const LF = 0x0a
const CR = 0x0d

/** Carries the state of the quotes over blocks. Looks at quotes only, four bytes at a time, so that big files pass quickly. */
class QuoteScanner {
  longestCell = 0
  private openedAt = -1
  private readonly quote: number
  private readonly escape: number
  private readonly delimiter: number
  private before = LF
  /** A quote inside a quoted cell at the very end of a block: doubled or closing, the next block tells. */
  private pending = false

  constructor(shape: CsvShape) {
    this.quote = shape.quote.charCodeAt(0)
    this.escape = shape.escape === '' ? this.quote : shape.escape.charCodeAt(0)
    this.delimiter = shape.delimiter.charCodeAt(shape.delimiter.length - 1)
  }

  get openQuote(): number | undefined {
    return this.openedAt >= 0 && !this.pending ? this.openedAt : undefined
  }

  scan(bytes: Buffer, base: number): void {
    let at = this.resume(bytes, base)
    for (let i = bytes.indexOf(this.quote, at); i >= 0; i = bytes.indexOf(this.quote, at)) at = this.meet(bytes, i, base)
    this.before = bytes[bytes.length - 1] ?? this.before
  }

  /** The first bytes of a block when the last one ended on a quote. */
  private resume(bytes: Buffer, base: number): number {
    if (!this.pending) return 0
    this.pending = false
    if (bytes[0] === this.quote) return 1
    this.close(base)
    return 0
  }

  private close(at: number): void {
    this.longestCell = Math.max(this.longestCell, at - this.openedAt)
    this.openedAt = -1
  }

  /** Takes one quote character; the result is where to go on looking. */
  private meet(bytes: Buffer, i: number, base: number): number {
    if (this.openedAt < 0) {
      const before = i === 0 ? this.before : bytes[i - 1]
      if (before === this.delimiter || before === LF || before === CR) this.openedAt = base + i
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

/** Reads a file once: is it UTF-8 throughout, does every quote close, how long can a record get. */
export async function scanStructure(path: string, shape: CsvShape, signal: AbortSignal): Promise<CsvStructure> {
  const quotes = shape.quote === '' ? undefined : new QuoteScanner(shape)
  const lines = new LineScanner()
  let base = 0
  let tail: Buffer = Buffer.alloc(0)
  let utf8 = true
  for await (const block of readBlocks(path, BLOCK)) {
    signal.throwIfAborted()
    const bytes = tail.length === 0 ? block : Buffer.concat([tail, block])
    const cut = bytes.length - cutTail(bytes)
    utf8 &&= isUtf8(bytes.subarray(0, cut))
    tail = Buffer.from(bytes.subarray(cut))
    quotes?.scan(block, base)
    lines.scan(block, base)
    base += block.length
  }
  utf8 &&= tail.length === 0
  lines.finish(base)
  const openQuote = quotes?.openQuote
  const cell = quotes?.longestCell ?? 0
  return { utf8, openQuote, longest: lines.longest + cell, measured: Math.max(lines.longest, cell) }
}
