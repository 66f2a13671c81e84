import { call, col, type Scalar } from '@sluice/plan'
import { chosenColumns } from './chosen-columns.ts'
import type { Leaving, LowerContext } from './node.ts'
import { textLiteral } from './terms.ts'

/** The operators of a node that changes texts in their place: the named columns, or every text column. */
export function rewriteTexts(context: LowerContext<{ readonly columns: readonly string[] }>, rewrite: (text: Scalar) => Scalar): Leaving {
  const input = context.input()
  if (input === undefined) return {}
  const columns = chosenColumns(context, input, context.config.columns, 'text')
  return { rows: context.plan.replace(input, new Map(columns.map((column) => [column.id, rewrite(col(column))]))) }
}

/** The text, missing when nothing is left of it. */
export const emptyToMissing = (text: Scalar): Scalar => call('nullif', [text, textLiteral('')])
