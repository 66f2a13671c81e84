import type { Relation } from '@sluice/plan'
import type { LowerContext } from '../kit/node.ts'

/** Says which columns hold lists or records, since a flat file gets them as JSON text. */
export function warnNested(context: Pick<LowerContext<unknown>, 'problem'>, input: Relation): void {
  const nested = input.columns.filter((column) => column.type.kind === 'list' || column.type.kind === 'record')
  if (nested.length === 0) return
  context.problem('warning', 'nested-as-json', [], { columns: nested.map((column) => column.name).join(', ') })
}
