/** How the characters of a CSV text are read. */
export interface CsvShape {
  readonly delimiter: string
  readonly quote: string
  readonly escape: string
}

export interface SampleRecord {
  readonly cells: readonly string[]
  /** 1-based line on which the record starts. */
  readonly line: number
  /** False for the last record of a text that ends inside it. */
  readonly complete: boolean
}

/** Reads one quoted cell from behind its opening quote; `next` is behind the closing quote, or past the end. */
function quotedCell(text: string, from: number, shape: CsvShape): { value: string; next: number; closed: boolean } {
  let value = ''
  let start = from
  for (let i = from; i < text.length; i++) {
    const char = text[i]
    if (char === shape.escape && (text[i + 1] === shape.quote || (shape.escape !== shape.quote && text[i + 1] === shape.escape))) {
      value += text.slice(start, i)
      start = ++i
    } else if (char === shape.quote) return { value: value + text.slice(start, i), next: i + 1, closed: true }
  }
  return { value: value + text.slice(start), next: text.length, closed: false }
}

/** The end of an unquoted run: a delimiter, a line break or the end of the text. */
function runEnd(text: string, from: number, delimiter: string): number {
  let i = from
  while (i < text.length && text[i] !== '\n' && text[i] !== '\r' && !text.startsWith(delimiter, i)) i++
  return i
}

function breaks(text: string, from: number, to: number): number {
  let lines = 0
  for (let i = from; i < to; i++) if (text[i] === '\n' || (text[i] === '\r' && text[i + 1] !== '\n')) lines++
  return lines
}

/**
 * The records of a CSV text (RFC 4180, with any delimiter, quote and escape), at most so many. For headers and samples:
 * whole files are read by the engine.
 */
export function parseSample(text: string, shape: CsvShape, limit: number): SampleRecord[] {
  const records: SampleRecord[] = []
  let at = 0
  let line = 1
  while (at < text.length && records.length < limit) {
    const start = at
    const cells: string[] = []
    let closed = true
    for (;;) {
      if (shape.quote !== '' && text[at] === shape.quote) {
        const cell = quotedCell(text, at + 1, shape)
        const end = runEnd(text, cell.next, shape.delimiter)
        cells.push(cell.value + text.slice(cell.next, end))
        closed = cell.closed
        at = end
      } else {
        const end = runEnd(text, at, shape.delimiter)
        cells.push(text.slice(at, end))
        at = end
      }
      if (at >= text.length || !text.startsWith(shape.delimiter, at)) break
      at += shape.delimiter.length
    }
    const ended = at < text.length
    if (ended) at += text.startsWith('\r\n', at) ? 2 : 1
    records.push({ cells, line, complete: closed && ended })
    line += breaks(text, start, at)
  }
  return records
}
