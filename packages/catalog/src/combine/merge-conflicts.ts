import { col, LIST, TEXT, type Column, type ColumnId, type NodePlan, type Relation, type Scalar } from '@sluice/plan'
import { asText, textLiteral } from '../kit/terms.ts'
import { counts, loses, type MergeRows } from './merge-rules.ts'

/** A field whose value one input won: its column in the rows that were merged, and in the result. */
export interface MergedField {
  readonly field: Column
  readonly winner: Column
}

export interface ConflictInput {
  readonly plan: NodePlan
  /** All rows with a key, before they were merged. */
  readonly rows: Relation
  /** One row per key. */
  readonly merged: Relation
  /** The same key in both, in one form. */
  readonly on: readonly { readonly left: Scalar; readonly right: Scalar }[]
  /** The key as the result shows it. */
  readonly keys: readonly Column[]
  readonly fields: readonly MergedField[]
  readonly label: Column
  readonly settings: MergeRows
}

const sideColumn = (column: Column, side: 'left' | 'right') => ({ name: column.name, type: column.type, side, source: column.id })

/** One row per key and field for which a source had another value than the one that won, with those values and where they come from. */
export function conflictRows({ plan, rows, merged, on, keys, fields, label, settings }: ConflictInput): Relation | undefined {
  const left = [label, ...fields.map((f) => f.field)]
  const right = [...keys, ...fields.map((f) => f.winner)]
  const joined = plan.join({
    kind: 'inner', left: rows, right: merged, on,
    columns: [...left.map((c) => sideColumn(c, 'left')), ...right.map((c) => sideColumn(c, 'right'))],
  }) // prettier-ignore
  const at = new Map<ColumnId, Column>()
  ;[...left, ...right].forEach((column, index) => {
    const place = joined.columns[index]
    if (place !== undefined) at.set(column.id, place)
  })
  const parts = fields.flatMap(({ field, winner }): readonly Relation[] => {
    const [value, won, source] = [at.get(field.id), at.get(winner.id), at.get(label.id)]
    if (value === undefined || won === undefined || source === undefined) return []
    const losing = plan.filter(joined, loses(col(value), counts(value, settings), col(won)))
    const groups = keys.flatMap((key) => {
      const column = at.get(key.id)
      return column === undefined ? [] : [{ name: key.name, value: col(column) }]
    })
    const grouped = plan.aggregate(losing, [...groups, { name: '_winner', value: asText(col(won)) }], [
      { name: '_losing_values', type: LIST, fn: 'list', value: asText(col(value)) },
      { name: '_losing_sources', type: LIST, fn: 'list', value: col(source) },
    ]) // prettier-ignore
    const keyColumns = grouped.columns.slice(0, keys.length)
    const rest = grouped.columns.slice(keys.length)
    return [plan.project(grouped, [...keyColumns, { name: '_field', value: textLiteral(field.name) }, ...rest])]
  })
  if (parts.length === 0) return undefined
  const types = [...keys, { name: '_field', type: TEXT }, { name: '_winner', type: TEXT }, { name: '_losing_values', type: LIST }, { name: '_losing_sources', type: LIST }] // prettier-ignore
  return plan.union(
    types.map(({ name, type }) => ({ name, type })),
    parts.map((relation) => ({ relation, columns: relation.columns.map((c) => c.id) })),
  )
}
