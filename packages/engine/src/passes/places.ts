import { INTEGER, type Column, type ColumnId, type Relation, type RelationId, type Scan, type Values } from '@sluice/plan'

/** Ids of places look like columns', so that they travel as such; plans never count that far, and shared values begin higher. */
const FIRST_PLACE = 800_000_000
const BEHIND_PLACES = 900_000_000

/** The number by which the lines of a source are known while a plan runs. */
export const sourceNumber = (source: RelationId): number => Number(source.slice(1))

/** A line as the database gives it: missing when it is not known. */
export const knownLine = (sql: string): string => `nullif(CAST(${sql} AS BIGINT), -1)`

/** The line of the row of a source at a place. */
export const printLine = (source: RelationId, place: string): string => knownLine(`source_line(${sourceNumber(source)}, ${place}::DOUBLE)`)

/**
 * The hidden column of a source that tells the place of a row among those it gave, from 0. No operator makes or changes it: where the
 * source's rows are stored it is their `rowid`, and it travels on only as far as something behind reads it.
 */
export const placeOf = (source: RelationId): ColumnId => `c${FIRST_PLACE + sourceNumber(source)}`

export function isPlace(id: ColumnId): boolean {
  const number = Number(id.slice(1))
  return number >= FIRST_PLACE && number < BEHIND_PLACES
}

/** A place as a column that can be stored. */
export const placeColumn = (id: ColumnId): Column => ({ id, name: id, type: INTEGER })

/**
 * The source whose rows a relation's rows are, each of them one: behind operators that look at single rows, sort them, keep some of
 * them or tell them something of the others. Undefined where rows of several sources come together or several rows become one, and
 * behind the side ports.
 */
export function sourceOf(relations: ReadonlyMap<RelationId, Relation>, id: RelationId): Scan | Values | undefined {
  const relation = relations.get(id)
  switch (relation?.op) {
    case 'scan':
    case 'values':
      return relation
    case 'project':
    case 'filter':
    case 'split':
    case 'sort':
    case 'limit':
    case 'first-per-key':
    case 'window':
    case 'exists':
    case 'expand':
      return sourceOf(relations, relation.input)
    case 'join':
      return relation.kind === 'semi' || relation.kind === 'anti' ? sourceOf(relations, relation.left) : undefined
    case 'aside':
    case 'union':
    case 'aggregate':
    case 'write':
    case undefined:
      return undefined
  }
}

/** The place that rows of a relation carry; undefined when they are not the rows of a source that is read. */
export function placeIn(relations: ReadonlyMap<RelationId, Relation>, id: RelationId): ColumnId | undefined {
  const source = sourceOf(relations, id)
  return source?.op === 'scan' ? placeOf(source.id) : undefined
}
