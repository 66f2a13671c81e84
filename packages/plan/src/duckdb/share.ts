import { parts, type Scalar } from '../scalar.ts'
import type { ColumnId } from '../types.ts'
import { isFallible } from '../functions/fallible.ts'

/** A scalar that several places of a segment need, computed once under a name of its own. */
export interface Shared {
  readonly id: ColumnId
  readonly value: Scalar
}

/** Names for values that occur more than once, and a way to put these names in their place. */
export interface Sharing {
  readonly shared: readonly Shared[]
  readonly apply: (scalar: Scalar) => Scalar
}

/** Ids of shared values look like columns' so that printers need one kind of reference; plans never count that far. */
const FIRST_SHARED = 900_000_000

/**
 * Finds values that occur at least twice in a segment. Column ids never change their meaning, so equal trees are equal values.
 * Values that may raise stay where they are, also those inside `attempt`: computed elsewhere they would raise for rows that never reach them.
 */
export function shareScalars(scalars: readonly Scalar[]): Sharing {
  const seen = new Map<string, number>()
  for (const scalar of scalars) count(scalar, seen)
  const names = new Map<string, Shared>()
  const apply = (scalar: Scalar): Scalar => {
    if (!shareable(scalar)) return isLeaf(scalar) || guards(scalar) ? scalar : mapChildren(scalar, apply)
    const key = JSON.stringify(scalar)
    if ((seen.get(key) ?? 0) < 2) return guards(scalar) ? scalar : mapChildren(scalar, apply)
    let shared = names.get(key)
    if (shared === undefined) {
      shared = { id: `c${FIRST_SHARED + names.size}`, value: scalar }
      names.set(key, shared)
    }
    return { kind: 'column', id: shared.id, type: scalar.type }
  }
  for (const scalar of scalars) apply(scalar)
  return { shared: [...names.values()], apply }
}

const isLeaf = (scalar: Scalar): boolean => scalar.kind === 'column' || scalar.kind === 'literal'
const guards = (scalar: Scalar): boolean => scalar.kind === 'attempt' || scalar.kind === 'failed'
const shareable = (scalar: Scalar): boolean => !isLeaf(scalar) && !isFallible(scalar)

function count(scalar: Scalar, seen: Map<string, number>): void {
  if (isLeaf(scalar)) return
  if (shareable(scalar)) {
    const key = JSON.stringify(scalar)
    seen.set(key, (seen.get(key) ?? 0) + 1)
  }
  if (!guards(scalar)) for (const child of parts(scalar)) count(child, seen)
}

function mapChildren(scalar: Scalar, map: (child: Scalar) => Scalar): Scalar {
  switch (scalar.kind) {
    case 'column':
    case 'literal':
      return scalar
    case 'call':
      return { ...scalar, args: scalar.args.map(map) }
    case 'case':
      return {
        ...scalar,
        branches: scalar.branches.map((branch) => ({ when: map(branch.when), then: map(branch.then) })),
        otherwise: map(scalar.otherwise),
      }
    case 'convert':
    case 'attempt':
    case 'failed':
      return { ...scalar, value: map(scalar.value) }
  }
}

/** The columns a scalar reads. */
export function columnsOf(scalar: Scalar, into: Set<ColumnId> = new Set()): Set<ColumnId> {
  if (scalar.kind === 'column') into.add(scalar.id)
  for (const child of parts(scalar)) columnsOf(child, into)
  return into
}
