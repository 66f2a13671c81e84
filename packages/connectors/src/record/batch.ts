import type { SourceBatch, SourceReject } from '@sluice/engine/connector'

/** Rows handed to the engine at once; a multiple of DuckDB's 2,048. */
export const BATCH_ROWS = 8192

/** Longest raw text that a rejected record keeps. */
export const REJECT_VALUE = 10_000

/** Collects rows column by column; a row begins with all its values missing. */
export class BatchBuilder {
  rows = 0
  private columns: (string | null)[][]
  private rejects: SourceReject[] = []
  private readonly width: number

  constructor(width: number) {
    this.width = width
    this.columns = this.emptyColumns()
  }

  get full(): boolean {
    return this.rows + this.rejects.length >= BATCH_ROWS
  }

  get empty(): boolean {
    return this.rows === 0 && this.rejects.length === 0
  }

  begin(): void {
    for (const column of this.columns) column[this.rows] = null
  }

  set(column: number, value: string | null): void {
    const values = this.columns[column]
    if (values !== undefined) values[this.rows] = value
  }

  commit(): void {
    this.rows++
  }

  /** Adds a whole row. */
  append(row: readonly (string | null)[]): void {
    for (let column = 0; column < this.width; column++) this.set(column, row[column] ?? null)
    this.rows++
  }

  /** Forgets the row that was begun, if any, and keeps the record as rejected. */
  reject(
    code: string,
    value: string,
    line: number | null,
    facts: { column?: string; params?: Readonly<Record<string, string>> } = {},
  ): void {
    this.rejects.push({ code, column: facts.column ?? null, params: facts.params ?? {}, value: value.slice(0, REJECT_VALUE), line })
  }

  take(): SourceBatch {
    for (const column of this.columns) column.length = this.rows
    const batch = { columns: this.columns, rejects: this.rejects }
    this.columns = this.emptyColumns()
    this.rejects = []
    this.rows = 0
    return batch
  }

  private emptyColumns(): (string | null)[][] {
    return Array.from({ length: this.width }, () => [])
  }
}
