import type { Relation } from '@sluice/plan'
import { column } from '../kit/fields.ts'
import type { LowerContext } from '../kit/node.ts'
import { PARTITION } from '../kit/run-texts.ts'

/** The column by which a sink writes one file for each value; empty: one file. */
export const partitionBy = () => column({ required: false, advanced: true })

const MARK = `\${${PARTITION}}`

/** The column has to be there, and the place of its value can only be named where there is one. */
export function checkPartition(context: LowerContext<{ readonly path: string; readonly partitionBy: string }>, input: Relation): void {
  const { config, problem } = context
  if (config.partitionBy !== '') context.column(input, config.partitionBy, ['partitionBy'])
  else if (config.path.includes(MARK)) problem('error', 'partition-without-column', ['path'])
}
