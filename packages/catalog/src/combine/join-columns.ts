import type { Column, ColumnId, NewColumn, Relation } from '@sluice/plan'
import { sameType } from '@sluice/plan'

/** A column of a join and the side it comes from; `both` takes the left value, else the right one. */
export interface JoinColumn extends NewColumn {
  readonly side: 'left' | 'right' | 'both'
  readonly source: ColumnId
  readonly other?: ColumnId
}

/** A name that is not taken: with the suffix, then with the suffix and a number. */
function freeName(name: string, suffix: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  let candidate = `${name}${suffix}`
  for (let n = 2; taken.has(candidate); n++) candidate = `${name}${suffix}${n}`
  return candidate
}

/**
 * The columns that leave a join: those of the left, then those of the right that are wanted.
 * A right key column adds nothing where rows match, so with `mergeKeys` it goes into its left partner.
 */
export function joinColumns(
  left: Relation,
  right: Relation,
  keys: readonly { readonly left: Column; readonly right: Column }[],
  options: { readonly mergeKeys: boolean; readonly suffix: string; readonly wanted: ReadonlySet<ColumnId> | undefined },
): readonly JoinColumn[] {
  const partners = new Map(
    options.mergeKeys ? keys.filter((k) => sameType(k.left.type, k.right.type)).map((k) => [k.left.id, k.right]) : [],
  )
  const merged = new Set([...partners.values()].map((column) => column.id))
  const taken = new Set(left.columns.map((column) => column.name))
  const fromLeft = left.columns.map((column): JoinColumn => {
    const partner = partners.get(column.id)
    return {
      name: column.name,
      type: column.type,
      source: column.id,
      ...(partner === undefined ? { side: 'left' } : { side: 'both', other: partner.id }),
    }
  })
  const fromRight = right.columns
    .filter((column) => !merged.has(column.id) && options.wanted?.has(column.id) !== false)
    .map((column): JoinColumn => {
      const name = freeName(column.name, options.suffix, taken)
      taken.add(name)
      return { name, type: column.type, side: 'right', source: column.id }
    })
  return [...fromLeft, ...fromRight]
}
