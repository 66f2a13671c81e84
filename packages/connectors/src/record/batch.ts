import type { PackedBatch, SourceReject } from '@sluice/engine/connector'
import { excerpt } from '../text/byte-text.ts'
import { ColumnBuilder } from './column-builder.ts'

/** Rows handed to the engine at once; a multiple of DuckDB's 2,048. */
export const BATCH_ROWS = 8192

/** A batch is handed over earlier when it holds so much text. */
const BATCH_BYTES = 16 << 20

const FIRST_ROWS = 64

/** Longest raw text that a rejected record keeps. */
const REJECT_VALUE = 10_000

function lengthened(lines: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(lines.length * 2)
  longer.set(lines)
  return longer
}

/** Collects rows column by column; a row begins with all its values missing. Texts are given as byte text. */
export class BatchBuilder {
  rows = 0
  private readonly columns: readonly ColumnBuilder[]
  private rejects: SourceReject[] = []
  private lines = new Uint32Array(FIRST_ROWS)
  private lined = true
  private rejectedText = 0

  constructor(width: number) {
    this.columns = Array.from({ length: width }, () => new ColumnBuilder())
  }

  get full(): boolean {
    if (this.rows + this.rejects.length >= BATCH_ROWS) return true
    let bytes = this.rejectedText
    for (const column of this.columns) bytes += column.size
    return bytes >= BATCH_BYTES
  }

  get empty(): boolean {
    return this.rows === 0 && this.rejects.length === 0
  }

  begin(): void {
    for (const column of this.columns) column.drop()
  }

  set(column: number, value: string): void {
    this.columns[column]?.set(value, 0, value.length)
  }

  /** Sets a value to the part of a text between two positions. */
  setPart(column: number, text: string, from: number, to: number): void {
    this.columns[column]?.set(text, from, to)
  }

  /** The row that was begun has a value there. */
  has(column: number): boolean {
    return this.columns[column]?.there === true
  }

  /** Keeps the row that was begun; `line` is that of the file on which it begins. */
  commit(line?: number): void {
    for (const column of this.columns) column.keep(this.rows)
    if (line === undefined) this.lined = false
    else {
      if (this.rows >= this.lines.length) this.lines = lengthened(this.lines)
      this.lines[this.rows] = line
    }
    this.rows++
  }

  /** Forgets the row that was begun, if any, and keeps the record as rejected. */
  reject(
    code: string,
    value: string,
    line: number | null,
    facts: { column?: string; params?: Readonly<Record<string, string>> } = {},
  ): void {
    this.begin()
    const kept = excerpt(value, 0, REJECT_VALUE)
    this.rejectedText += kept.length
    this.rejects.push({ code, column: facts.column ?? null, params: facts.params ?? {}, value: kept, line })
  }

  /** Hands over the rows; one that was begun goes on in the next batch. */
  take(): PackedBatch {
    const lines = this.lined && this.rows > 0 ? { lines: this.lines.slice(0, this.rows) } : {}
    const batch = { rows: this.rows, columns: this.columns.map((column) => column.take(this.rows)), rejects: this.rejects, ...lines }
    this.lined = true
    this.rejects = []
    this.rejectedText = 0
    this.rows = 0
    return batch
  }
}
