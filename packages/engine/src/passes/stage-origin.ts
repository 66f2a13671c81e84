import { quoteText, type ColumnId, type RelationId } from '@sluice/plan'
import { placeOf, printLine, sourceOf } from './places.ts'
import type { Staging } from './staging.ts'

/** Where the rows of a relation come from, as fields of a rejected row. */
export interface Origin {
  readonly source: string
  /** The column that tells the place among the rows of the source; undefined when there is no line to find. */
  readonly place: ColumnId | undefined
  /** The line, given the place as SQL. */
  readonly line: (place: string) => string
}

export function originOf(staging: Staging, input: RelationId): Origin {
  const source = sourceOf(staging.wiring.relations, input)
  if (source === undefined) return { source: 'NULL', place: undefined, line: () => 'NULL' }
  const label = quoteText(staging.options.label(source.node))
  if (source.op === 'values') return { source: label, place: undefined, line: () => 'NULL' }
  return { source: label, place: placeOf(source.id), line: (place) => printLine(source.id, place) }
}
