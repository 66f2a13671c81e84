import type { Column, Relation } from '@sluice/plan'

interface Lookup {
  readonly exact: ReadonlyMap<string, Column>
  /** By lower-case name; null when several columns share it. */
  readonly folded: ReadonlyMap<string, Column | null>
}

const lookups = new WeakMap<Relation, Lookup>()

function lookupOf(relation: Relation): Lookup {
  const known = lookups.get(relation)
  if (known !== undefined) return known
  const exact = new Map<string, Column>()
  const folded = new Map<string, Column | null>()
  for (const column of relation.columns) {
    if (!exact.has(column.name)) exact.set(column.name, column)
    const key = column.name.toLowerCase()
    folded.set(key, folded.has(key) ? null : column)
  }
  const made = { exact, folded }
  lookups.set(relation, made)
  return made
}

/** The column of that name: the exact one, else the only one that differs in case alone. */
export function findColumn(relation: Relation, name: string): Column | undefined {
  const { exact, folded } = lookupOf(relation)
  return exact.get(name) ?? folded.get(name.toLowerCase()) ?? undefined
}
