import type { Relation } from '@sluice/plan'
import type { LowerContext } from '../kit/node.ts'

/** Says which columns hold lists or records, since a flat file gets them as JSON text; the list of a rejected row's failures is meant to be. */
export function warnNested(context: Pick<LowerContext<unknown>, 'problem'>, input: Relation): void {
  const nested = input.columns.filter(({ name, type }) => (type.kind === 'list' || type.kind === 'record') && name !== '_errors')
  if (nested.length === 0) return
  context.problem('warning', 'nested-as-json', [], { columns: nested.map((column) => column.name).join(', ') })
}
