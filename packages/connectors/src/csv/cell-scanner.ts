import { toByteText } from '../text/byte-text.ts'
import type { CsvSettings } from './dialect.ts'

const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20

/** Why a record can't be taken, in the order in which they are met. */
export type BrokenRecord = 'csv-missing-columns' | 'csv-too-many-columns' | 'csv-unclosed-quote'

/**
 * Takes records apart as DuckDB does in strict mode (RFC 4180): a quote counts at the beginning of a cell, one space may
 * stand before it and any behind the closing one; missing values beyond the last column are no fault. Works on byte text.
 */
export class CellScanner {
  text = ''
  /** Whether nothing follows behind the text. */
  ended = false
  fault: BrokenRecord | undefined
  /** How many cells the record has. */
  cells = 0
  /** By cell: where its text begins and ends, whether it was quoted, and whether escapes stand in it. */
  readonly from: number[] = []
  readonly to: number[] = []
  readonly quoted: boolean[] = []
  readonly escaped: boolean[] = []
  /** Behind the text of the record, before its line end. */
  end = 0
  /** Line breaks inside the record. */
  breaks = 0
  private readonly width: number
  private readonly delimiter: string
  private readonly first: number
  private readonly quote: number
  private readonly escape: number

  private readonly missing: ReadonlySet<string>
  private readonly longestMissing: number

  constructor(settings: CsvSettings, width: number) {
    this.width = width
    this.missing = new Set(settings.missing.map(toByteText))
    this.longestMissing = Math.max(0, ...[...this.missing].map((text) => text.length))
    this.delimiter = toByteText(settings.delimiter)
    this.first = this.delimiter.charCodeAt(0)
    this.quote = settings.quote === '' ? -1 : settings.quote.charCodeAt(0)
    this.escape = settings.escape === '' ? this.quote : settings.escape.charCodeAt(0)
  }

  /** Reads the record at a place; the result lies behind its line end. Undefined when the text ends inside it and more may follow. */
  record(start: number): number | undefined {
    this.fault = undefined
    this.breaks = 0
    this.cells = 1
    let at = start
    for (let cell = 0; ; cell++) {
      at = this.cell(at, cell)
      if (!this.isDelimiter(at)) break
      at += this.delimiter.length
      this.cells = cell + 2
    }
    if (at >= this.text.length && !this.ended) return undefined
    this.end = at
    if (this.cells < this.width) this.fault ??= 'csv-missing-columns'
    const behind = this.text.charCodeAt(at) === CR ? at + 1 : at
    if (behind > at && behind === this.text.length && !this.ended) return undefined
    return this.text.charCodeAt(behind) === LF ? behind + 1 : behind
  }

  private cell(start: number, cell: number): number {
    const { text } = this
    const at = text.charCodeAt(start) === SPACE && text.charCodeAt(start + 1) === this.quote ? start + 1 : start
    const quoted = this.quote >= 0 && text.charCodeAt(at) === this.quote
    this.quoted[cell] = quoted
    if (quoted) return this.quotedCell(at + 1, cell)
    const end = this.plainEnd(at)
    this.note(cell, start, end, false)
    return end
  }

  private note(cell: number, from: number, to: number, escaped: boolean): void {
    this.from[cell] = from
    this.to[cell] = to
    this.escaped[cell] = escaped
    if (cell >= this.width && !this.isMissing(cell)) this.fault ??= 'csv-too-many-columns'
  }

  /** A cell that was not quoted and is one of the texts that stand for missing values. */
  isMissing(cell: number): boolean {
    const [from, to] = [this.from[cell] ?? 0, this.to[cell] ?? 0]
    return this.quoted[cell] !== true && to - from <= this.longestMissing && this.missing.has(this.text.slice(from, to))
  }

  private quotedCell(from: number, cell: number): number {
    const { text, quote, escape } = this
    let escaped = false
    let at = from
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === LF) this.breaks++
      if (code === escape && (escape !== quote || text.charCodeAt(at + 1) === quote)) {
        escaped = true
        at++
      } else if (code === quote) break
    }
    const to = Math.min(at, text.length)
    let end = at + 1
    while (text.charCodeAt(end) === SPACE) end++
    this.note(cell, from, to, escaped)
    const rest = this.plainEnd(end)
    if (rest > end) this.fault ??= 'csv-unclosed-quote'
    return rest
  }

  private plainEnd(from: number): number {
    const { text } = this
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === LF || code === CR || (code === this.first && this.isDelimiter(at))) return at
    }
    return Math.max(from, text.length)
  }

  private isDelimiter(at: number): boolean {
    return this.text.charCodeAt(at) === this.first && (this.delimiter.length === 1 || this.text.startsWith(this.delimiter, at))
  }

  /** The text of a cell with escapes. */
  unescaped(cell: number): string {
    const raw = this.text.slice(this.from[cell], this.to[cell])
    const escape = String.fromCharCode(this.escape)
    return raw.replace(new RegExp(`\\${escape}([\\s\\S])`, 'g'), '$1')
  }
}
