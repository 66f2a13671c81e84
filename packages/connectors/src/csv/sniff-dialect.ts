import { sniffType } from '../schema/sniff-type.ts'
import { nameColumns } from './name-columns.ts'
import { parseSample, type CsvShape, type SampleRecord } from './parse-sample.ts'

/** What a sample of a CSV text tells about how to read it. */
export interface SniffedCsv extends CsvShape {
  readonly header: boolean
  /** Lines before the header or the first record. */
  readonly skip: number
  readonly names: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const DELIMITERS = [',', ';', '\t', '|'] as const
const QUOTES = ['"', "'"] as const
const SAMPLE_RECORDS = 1000
/** A table may have this many lines of title above it. */
const MAX_PREAMBLE = 20

/** The number of cells that most records have. */
function usualWidth(records: readonly SampleRecord[]): { width: number; share: number } {
  const counts = new Map<number, number>()
  for (const { cells } of records) if (cells.length > 1) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  let best = { width: 1, count: 0 }
  for (const [width, count] of counts) if (count > best.count || (count === best.count && width > best.width)) best = { width, count }
  return { width: best.width, share: records.length === 0 ? 0 : best.count / records.length }
}

interface Candidate extends CsvShape {
  readonly records: readonly SampleRecord[]
  readonly width: number
  readonly score: number
}

function candidate(text: string, delimiter: string, quote: string): Candidate {
  const parsed = parseSample(text, { delimiter, quote, escape: quote }, SAMPLE_RECORDS)
  const whole = parsed.length > 1 && parsed.at(-1)?.complete === false ? parsed.slice(0, -1) : parsed
  const records = whole.filter(({ cells }) => cells.length > 1 || cells[0] !== '')
  const { width, share } = usualWidth(records)
  const quoted = records.some(({ cells }) => cells.some((cell) => cell.length > 1 && cell.startsWith(quote === '"' ? "'" : '"')))
  return {
    delimiter,
    quote,
    escape: quote,
    records,
    width,
    score: share * Math.min(width, 10) ** 0.25 * (width > 1 ? 1 : 0) - (quoted ? 0.1 : 0),
  }
}

/** A quote that is escaped by a backslash somewhere and never by itself. */
function escapeOf(text: string, quote: string): string {
  return text.includes(`\\${quote}`) && !new RegExp(`[^,;\\t|\\n]${quote}${quote}[^,;\\t|\\r\\n]`).test(text) ? '\\' : quote
}

/** A first record of short, different words above values of other types, or none of which comes again below. */
function looksLikeHeader(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const cells = first.filter((cell) => cell.trim() !== '')
  if (cells.length === 0 || cells.some((cell) => sniffType([cell.trim()]).type !== 'text' || cell.length > 200)) return false
  if (rows.length === 0) return true
  const typed = first.some((_, index) => {
    const values = rows.map((row) => row[index]?.trim() ?? '').filter((value) => value !== '')
    return values.length > 0 && sniffType(values).type !== 'text'
  })
  return typed || first.every((cell, index) => !rows.some((row) => row[index] === cell && cell !== ''))
}

/** Tells delimiter, quote, escape, lines to skip and header of a CSV text from its first records. */
export function sniffDialect(text: string): SniffedCsv {
  const candidates = DELIMITERS.flatMap((delimiter) => QUOTES.map((quote) => candidate(text, delimiter, quote)))
  const best = candidates.reduce((a, b) => (b.score > a.score ? b : a))
  const { delimiter, quote, width } = best
  const escape = escapeOf(text, quote)
  const records = escape === quote ? best.records : parseSample(text, { delimiter, quote, escape }, SAMPLE_RECORDS)
  const start = width === 1 ? 0 : records.findIndex(({ cells }) => cells.length === width)
  const from = start < 0 || start > MAX_PREAMBLE ? 0 : start
  const table = records.slice(from)
  const first = table[0]?.cells ?? []
  const body = table.slice(1).map(({ cells }) => cells)
  const whole = body.filter((cells) => cells.length === first.length)
  const header = looksLikeHeader(first, whole)
  const skip = Math.max(0, (table[0]?.line ?? 1) - 1)
  const names = nameColumns(header ? first : first.map(() => ''))
  return { delimiter, quote, escape, header, skip, names, rows: header ? whole : [first, ...whole] }
}
