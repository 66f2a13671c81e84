import { ConnectorError, type TargetBatch, type TargetReject } from '@sluice/engine/connector'
import type { Database } from '../database.ts'
import { sqlStateOf } from '../errors.ts'
import { quoteTable } from '../names.ts'
import { invalidValues } from './invalid-values.ts'
import type { Mapped } from './mapping.ts'
import { rejectOf } from './rejects.ts'
import type { PlaceInSchema } from './staging.ts'

/** A row as it will be staged: its number, and its values in the order of the mapped columns. */
export interface StagedRow {
  readonly row: number
  readonly values: readonly (string | null)[]
}

const SPECIAL = /[\\\t\n\r]/
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const escape = (text: string): string => (SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (mark) => ESCAPES[mark] ?? mark) : text)
const field = (value: string | null): string => (value === null ? '\\N' : escape(value))

/** About so many characters are handed to the socket at once. */
const PIECE = 64 << 10

/** Rows in COPY's text format (PostgreSQL manual, COPY). */
function* encode(rows: readonly StagedRow[], bad: boolean, places: readonly number[]): Generator<Buffer> {
  let text = ''
  for (const { row, values } of rows) {
    text += bad ? `${row}\tt` : `${row}\tf`
    for (const place of places) text += `\t${field(values[place] ?? null)}`
    text += '\n'
    if (text.length < PIECE) continue
    yield Buffer.from(text)
    text = ''
  }
  if (text !== '') yield Buffer.from(text)
}

/** Copies rows into a staging table, and finds out which ones the columns' types don't take. */
export class RowCopier {
  readonly rejects: TargetReject[] = []
  private readonly keys: readonly number[]
  private readonly all: readonly number[]

  constructor(
    private readonly database: Database,
    private readonly staging: PlaceInSchema,
    private readonly mapped: readonly Mapped[],
    /** PostgreSQL 16 can say whether a text is a value of a type; before, rows are found by halves. */
    private readonly canAsk: boolean,
  ) {
    this.all = mapped.map((_column, i) => i)
    this.keys = this.all.filter((i) => mapped[i]?.key)
  }

  async copy(batch: TargetBatch): Promise<void> {
    const rows: StagedRow[] = []
    const refused: StagedRow[] = []
    const count = batch.columns[0]?.length ?? 0
    for (let i = 0; i < count; i++) {
      const row = this.stagedRow(batch, i)
      if (row.ok) rows.push(row)
      else refused.push(row)
    }
    refused.push(...(await this.copyFitting(rows)))
    if (refused.length > 0 && this.keys.length > 0) await this.byHalves(refused, true, this.keys)
  }

  /** What needs no database to be refused: characters it has no place for, digits it would round away. */
  private stagedRow(batch: TargetBatch, i: number): StagedRow & { readonly ok: boolean } {
    const row = batch.first + i
    let ok = true
    const values = this.mapped.map(({ place, from, to, write }) => {
      const text = batch.columns[place]?.[i] ?? null
      if (text === null) return null
      const written = text.includes('\0') ? { code: 'value-has-nul' } : write === undefined ? text : write(text)
      if (typeof written === 'string') return written
      if (ok) this.rejects.push({ row, code: written.code, column: from, params: { target: to.name, type: to.type }, value: text })
      ok = false
      return null
    })
    return { row, values, ok }
  }

  /** Copies all rows at once; when that fails, without those that don't fit. Gives the latter. */
  private async copyFitting(rows: readonly StagedRow[]): Promise<readonly StagedRow[]> {
    if (rows.length === 0) return []
    const failure = await this.attempt(rows, false, this.all)
    if (failure === undefined) return []
    if (!this.canAsk) return this.byHalves(rows, false, this.all)
    const found = await invalidValues(this.database, this.mapped, rows)
    this.rejects.push(...found)
    const bad = new Set(found.map(({ row }) => row))
    const rest = await this.byHalves(rows.filter(({ row }) => !bad.has(row)), false, this.all) // prettier-ignore
    return [...rows.filter(({ row }) => bad.has(row)), ...rest]
  }

  private async attempt(rows: readonly StagedRow[], bad: boolean, places: readonly number[]): Promise<ConnectorError | undefined> {
    const columns = ['sluice_row', 'sluice_bad', ...places.map((place) => this.mapped[place]?.stage ?? '')]
    try {
      await this.database.copyIn(`COPY ${quoteTable(this.staging)} (${columns.join(', ')}) FROM STDIN`, encode(rows, bad, places))
      return undefined
    } catch (error) {
      // Class 22: data, class 23: constraints of domains. All else is no fault of the rows.
      if (error instanceof ConnectorError && /^2[23]/.test(sqlStateOf(error) ?? '')) return error
      throw error
    }
  }

  /** Copies rows; where that fails, each half by itself, down to the single row. Gives those that failed. */
  private async byHalves(rows: readonly StagedRow[], bad: boolean, places: readonly number[]): Promise<readonly StagedRow[]> {
    if (rows.length === 0) return []
    const failure = await this.attempt(rows, bad, places)
    if (failure === undefined) return []
    const [only] = rows
    if (rows.length === 1 && only !== undefined) {
      // A refused row whose key is no key names nothing at the target either.
      if (!bad) this.rejects.push(rejectOf(failure, only.row, this.mapped, only.values))
      return rows
    }
    const half = rows.length >> 1
    return [...(await this.byHalves(rows.slice(0, half), bad, places)), ...(await this.byHalves(rows.slice(half), bad, places))]
  }
}
