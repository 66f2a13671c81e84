import { quoteName, quoteTable } from '../names.ts'
import type { JobColumn, WriteJob } from './job.ts'

/** Rows of the staging table by their number, both ends included; undefined: all. */
export interface RowRange {
  readonly from: number
  readonly to: number
}

export type Part = 'delete' | 'update' | 'insert'
/** One statement of a write; `part` says what its row count counts. */
export interface WriteStatement {
  readonly part: Part
  readonly sql: string
}

export type WriteShape = Pick<WriteJob, 'table' | 'staging' | 'mode' | 'columns' | 'overriding'>

const target = ({ name }: JobColumn): string => `t.${quoteName(name)}`
const staged = ({ stage }: JobColumn): string => `s.${stage}`
const comparable = ({ asText }: JobColumn, reference: string): string => (asText ? `${reference}::text COLLATE "C"` : reference)

/** The two sides of a column differ; a missing value equals a missing one. */
export const differs = (column: JobColumn): string =>
  `${comparable(column, target(column))} IS DISTINCT FROM ${comparable(column, staged(column))}`

export const keysOf = (shape: WriteShape): readonly JobColumn[] => shape.columns.filter((column) => column.key)
export const valuesOf = (shape: WriteShape): readonly JobColumn[] => shape.columns.filter((column) => !column.key)

export const sameKey = (shape: WriteShape): string =>
  keysOf(shape).map((column) => `${target(column)} = ${staged(column)}`).join(' AND ') // prettier-ignore

/** True when an update would change something. */
export const changed = (shape: WriteShape): string => {
  const values = valuesOf(shape)
  return values.length === 0 ? 'false' : `(${values.map(differs).join(' OR ')})`
}

const good = (range: RowRange | undefined): string =>
  `NOT s.sluice_bad${range === undefined ? '' : ` AND s.sluice_row BETWEEN ${range.from} AND ${range.to}`}`

const stage = (shape: WriteShape): string => `${quoteTable(shape.staging)} AS s`

/** Rows at the target that nothing in the staging table names; a refused row still names its own. */
export const unnamed = (shape: WriteShape): string => `NOT EXISTS (SELECT FROM ${stage(shape)} WHERE ${sameKey(shape)})`

function insert(shape: WriteShape, range: RowRange | undefined, onlyNew: boolean): WriteStatement {
  const names = shape.columns.map(({ name }) => quoteName(name)).join(', ')
  const values = shape.columns.map(staged).join(', ')
  const fresh = onlyNew ? ` AND NOT EXISTS (SELECT FROM ${quoteTable(shape.table)} AS t WHERE ${sameKey(shape)})` : ''
  const overriding = shape.overriding ? ' OVERRIDING SYSTEM VALUE' : ''
  const sql = `INSERT INTO ${quoteTable(shape.table)} (${names})${overriding} SELECT ${values} FROM ${stage(shape)} WHERE ${good(range)}${fresh} ORDER BY s.sluice_row`
  return { part: 'insert', sql }
}

function update(shape: WriteShape, range: RowRange | undefined): readonly WriteStatement[] {
  const values = valuesOf(shape)
  if (values.length === 0) return []
  const set = values.map((column) => `${quoteName(column.name)} = ${staged(column)}`).join(', ')
  const sql = `UPDATE ${quoteTable(shape.table)} AS t SET ${set} FROM ${stage(shape)} WHERE ${good(range)} AND ${sameKey(shape)} AND ${changed(shape)}`
  return [{ part: 'update', sql }]
}

/** What is deleted although no row of the input names it; rows can't be blamed for it. */
export function clearing(shape: WriteShape): readonly WriteStatement[] {
  const from = `DELETE FROM ${quoteTable(shape.table)} AS t`
  if (shape.mode === 'replace') return [{ part: 'delete', sql: from }]
  return shape.mode === 'sync' ? [{ part: 'delete', sql: `${from} WHERE ${unnamed(shape)}` }] : []
}

/** What is done for the rows of the input. Updates go first, so that a value that is given up can be taken by a new row. */
export function writing(shape: WriteShape, range?: RowRange): readonly WriteStatement[] {
  switch (shape.mode) {
    case 'insert':
    case 'replace':
      return [insert(shape, range, false)]
    case 'update':
      return update(shape, range)
    case 'upsert':
    case 'sync':
      return [...update(shape, range), insert(shape, range, true)]
    case 'delete':
      return [
        {
          part: 'delete',
          sql: `DELETE FROM ${quoteTable(shape.table)} AS t USING ${stage(shape)} WHERE ${good(range)} AND ${sameKey(shape)}`,
        },
      ]
  }
}
