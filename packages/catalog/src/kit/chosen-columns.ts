import type { Column, Relation, TypeKind } from '@sluice/plan'
import type { LowerContext } from './node.ts'

/** The columns that a `columns` field names; all of the given kind when it names none. A named column of another kind is a problem. */
export function chosenColumns(
  context: Pick<LowerContext<unknown>, 'column' | 'problem'>,
  input: Relation,
  names: readonly string[],
  kind?: TypeKind,
): readonly Column[] {
  if (names.length === 0) return kind === undefined ? input.columns : input.columns.filter((column) => column.type.kind === kind)
  const chosen = new Map<string, Column>()
  names.forEach((name, index) => {
    const column = context.column(input, name, ['columns', index])
    if (column === undefined) return
    if (kind !== undefined && column.type.kind !== kind)
      context.problem('error', 'column-wrong-type', ['columns', index], { name, type: column.type.kind, wanted: kind })
    else chosen.set(column.id, column)
  })
  return [...chosen.values()]
}
