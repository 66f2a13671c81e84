import {
  and,
  col,
  isMissing,
  isPresent,
  type Column,
  type DataType,
  type Failure,
  type ProjectEntry,
  type Relation,
  type Scalar,
} from '@sluice/plan'
import type { SchemaColumn } from './fields.ts'
import type { LowerContext } from './node.ts'
import { readFormatted } from './formats.ts'
import { asText } from './terms.ts'
import { typeOf } from './typed-value.ts'

/** What leaves a source: the rows whose values fit, and those that don't. */
export interface TypedRows {
  readonly rows: Relation
  readonly rejected: Relation
}

/** Names that two columns share; nothing can tell such columns apart later. */
export function reportDuplicates(
  context: Pick<LowerContext<unknown>, 'problem'>,
  names: readonly string[],
  path: (index: number) => readonly (string | number)[],
): void {
  const seen = new Set<string>()
  names.forEach((name, index) => {
    if (seen.has(name)) context.problem('error', 'duplicate-column', path(index), { name })
    seen.add(name)
  })
}

/**
 * Gives the columns of a source the types that its settings name. A value that does not fit is rejected, never changed.
 * `scanned` holds the columns in the order of `columns`, all as text, under their names in the source;
 * `scan` is given when records can already be broken when they are read.
 */
export function typedRows(context: LowerContext<unknown>, scanned: Relation, columns: readonly SchemaColumn[], scan?: Relation): TypedRows {
  const { plan } = context
  reportDuplicates(
    context,
    columns.map((c) => c.name),
    (index) => ['columns', index, 'name'],
  )
  const renamed: readonly Column[] = scanned.columns.map((column, index) => ({ ...column, name: columns[index]?.name ?? column.name }))
  const named = renamed.every((column, index) => column.name === scanned.columns[index]?.name) ? scanned : plan.project(scanned, renamed)
  const failures: Failure[] = []
  const entries = renamed.map((column, index): ProjectEntry => {
    const wanted = columns[index]
    const type = typeOf(wanted?.type ?? 'text')
    if (type.kind === 'text' || wanted === undefined) return column
    const raw = col(column)
    const value = readSchemaValue(raw, type, wanted, index, context)
    failures.push(misfit(column.name, raw, value, wanted.type))
    return { name: column.name, value }
  })
  if (failures.length === 0) return { rows: named, rejected: plan.rejected([scan ?? plan.split(named, [])], renamed) }
  const fitting = plan.split(named, failures)
  return { rows: plan.project(fitting, entries), rejected: plan.rejected(scan === undefined ? [fitting] : [scan, fitting], renamed) }
}

/** The failure of a value that is there but does not fit its type. */
export const misfit = (column: string, raw: Scalar, value: Scalar, type: string): Failure => ({
  code: 'type-mismatch',
  column,
  when: and(isPresent(raw), isMissing(value)),
  value: asText(raw),
  params: { type },
})

function readSchemaValue(raw: Scalar, type: DataType, column: SchemaColumn, index: number, context: LowerContext<unknown>): Scalar {
  const format = column.format ?? ''
  const read = readFormatted(raw, type, format)
  if (read.fault !== undefined) context.problem('error', read.fault, ['columns', index, 'format'], { format, type: column.type })
  return read.value
}
