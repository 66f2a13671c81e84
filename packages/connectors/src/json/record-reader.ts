import type { BatchBuilder } from '../record/batch.ts'
import { columnTree, type ColumnNode } from '../record/column-tree.ts'
import { fromByteText, toByteText } from '../text/byte-text.ts'
import { CLOSE_OBJECT, COLON, COMMA, JsonScanner, MAX_DEPTH, OPEN_OBJECT, QUOTE } from './syntax.ts'

/** The source name of a column that takes the whole record as JSON text. */
export const WHOLE_RECORD = '.'

/** More keys than this are not remembered per object: they are data, not names. */
const REMEMBERED_KEYS = 512

/** Why a record that is well-formed JSON is set aside. */
export interface RecordFault {
  readonly code: 'record-not-object' | 'duplicate-key'
  readonly column?: string
}

/** `a.b` is the key b in the object a, unless a key is written with `\.` for a point of its own. */
export function splitPath(path: string): readonly string[] {
  if (path === WHOLE_RECORD || path === '') return []
  return path.split(/(?<!\\)\./).map((step) => step.replaceAll('\\.', '.'))
}

/**
 * Takes the wanted values out of one record's byte text: strings unescaped, numbers and nested values exactly as they are
 * written, true/false as words, null as missing. Nothing is ever a JavaScript number, so nothing is ever rounded.
 */
export class RecordReader extends JsonScanner {
  /** Set when the record just read has to be set aside. */
  fault: RecordFault | undefined
  private readonly root: ColumnNode
  private readonly names: readonly string[]
  private readonly wanted: boolean[]

  constructor(columns: readonly string[]) {
    super()
    this.names = columns
    this.root = columnTree(columns.map((path) => splitPath(toByteText(path))))
    this.wanted = columns.map(() => false)
  }

  /** Fills the row that `batch` began from the record at `from`; the result is the position behind it. */
  record(from: number, batch: BatchBuilder): number {
    this.fault = undefined
    this.wanted.fill(false)
    const isObject = this.code(from) === OPEN_OBJECT
    const end = isObject ? this.members(from, this.root, batch, 1) : this.value(from, 0)
    if (this.root.column >= 0) batch.setPart(this.root.column, this.text, from, end)
    else if (!isObject) this.fault = { code: 'record-not-object' }
    return end
  }

  private members(from: number, node: ColumnNode, batch: BatchBuilder, depth: number): number {
    if (depth > MAX_DEPTH) this.stop('deep', from)
    let at = this.space(from + 1)
    if (this.code(at) === CLOSE_OBJECT) return at + 1
    for (let index = 0; ; index++) {
      if (this.code(at) !== QUOTE) this.stop('broken', at)
      const guess = node.seen[index]
      let child: ColumnNode | undefined
      if (guess !== undefined && this.text.startsWith(guess.quoted, at)) {
        at += guess.quoted.length
        child = guess.child
      } else {
        const end = this.string(at)
        child = this.remember(node, index, this.text.slice(at, end), at)
        at = end
      }
      at = this.space(this.expect(this.space(at), COLON))
      at = this.space(child === undefined ? this.value(at, depth) : this.take(at, child, batch, depth))
      if (this.code(at) === CLOSE_OBJECT) return at + 1
      at = this.space(this.expect(at, COMMA))
    }
  }

  private remember(node: ColumnNode, index: number, quoted: string, at: number): ColumnNode | undefined {
    const key = this.unescape(quoted, at)
    const child = node.children.get(key)
    if (index < REMEMBERED_KEYS && index <= node.seen.length) node.seen[index] = { key, quoted, child }
    return child
  }

  private take(from: number, node: ColumnNode, batch: BatchBuilder, depth: number): number {
    const nested = node.children.size > 0 && this.code(from) === OPEN_OBJECT
    const end = nested ? this.members(from, node, batch, depth + 1) : this.value(from, depth)
    if (node.column < 0) return end
    if (this.wanted[node.column] === true) this.fault = { code: 'duplicate-key', column: this.names[node.column] ?? '' }
    this.wanted[node.column] = true
    const code = this.text.charCodeAt(from)
    // The text of a scalar, the JSON text of a nested value, missing for null.
    if (code !== QUOTE) {
      if (code !== 0x6e) batch.setPart(node.column, this.text, from, end)
    } else if (this.escaped) batch.set(node.column, this.unescape(this.text.slice(from, end), from))
    else batch.setPart(node.column, this.text, from + 1, end - 1)
    return end
  }

  /** The text between two quotes. */
  unescape(quoted: string, at: number): string {
    if (!quoted.includes('\\')) return quoted.slice(1, -1)
    try {
      const text: unknown = JSON.parse(fromByteText(quoted))
      return typeof text === 'string' ? toByteText(text) : this.stop('broken', at)
    } catch {
      return this.stop('broken', at)
    }
  }
}
