import { isLosslessNumber, parse } from 'lossless-json'
import type { SampledColumn } from '../schema/columns.ts'

/** Records inside records become columns of their own down to this depth; deeper ones stay JSON text. */
const FLATTEN_DEPTH = 3

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value)

const escapeKey = (key: string): string => key.replaceAll('.', '\\.')

class ColumnSample {
  readonly columns = new Map<string, SampledColumn>()

  add(path: string, value: unknown, depth: number): void {
    if (isObject(value) && depth < FLATTEN_DEPTH && Object.keys(value).length > 0) {
      for (const [key, member] of Object.entries(value))
        this.add(path === '' ? escapeKey(key) : `${path}.${escapeKey(key)}`, member, depth + 1)
      return
    }
    const source = path === '' ? '.' : path
    let column = this.columns.get(source)
    if (column === undefined) this.columns.set(source, (column = { source, values: [] }))
    if (value === null) return
    const nested = Array.isArray(value) ? 'list' : isObject(value) ? 'record' : undefined
    if (nested === undefined) this.addScalar(column, value)
    else column.nested = column.nested === undefined && column.values.length === 0 ? nested : column.nested === nested ? nested : 'mixed'
  }

  private addScalar(column: SampledColumn, value: unknown): void {
    if (column.nested !== undefined) column.nested = 'mixed'
    column.values.push(isLosslessNumber(value) ? value.value : typeof value === 'string' ? value : JSON.stringify(value))
  }
}

/** The columns of a sample of records, given as their JSON texts; keys of records inside get paths such as `address.city`. */
export function sampleJsonColumns(records: readonly string[]): readonly SampledColumn[] {
  const sample = new ColumnSample()
  for (const record of records) sample.add('', parse(record), 0)
  const all = [...sample.columns.values()]
  // A key that holds a record in some rows and nothing or a scalar in others keeps only the finer columns when it never has a value.
  return all.filter(
    (column) =>
      column.values.length > 0 || column.nested !== undefined || !all.some((other) => other.source.startsWith(`${column.source}.`)),
  )
}
