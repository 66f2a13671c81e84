import type { Filter, Project, Split } from '../relation.ts'
import type { Scalar } from '../scalar.ts'
import type { ColumnId } from '../types.ts'
import { printScalar } from './scalar.ts'
import { columnsOf, shareScalars } from './share.ts'

/** An operator that looks at one row at a time and keeps or sets it aside. */
export type RowWise = Project | Filter | Split

/** A place of a segment where rows are set aside: its verdict and its operator. */
export interface Check {
  readonly verdict: number
  readonly op: Filter | Split
}

/** Prints the SELECT that a segment reads from, with these columns (and `o`, the ordinal of the row, when asked). */
export type SelectColumns = (ids: readonly ColumnId[], ordinal: boolean) => string

export interface LayersRequest {
  readonly ops: readonly RowWise[]
  readonly checks: readonly Check[]
  /** Columns that leave. */
  readonly wanted: readonly ColumnId[]
  /** Scalars that leave under a name of their own, e.g. error fields. */
  readonly extra?: readonly { readonly name: string; readonly value: Scalar }[]
  /** Gives the verdict: the first check that sets the row aside, 0 when none does. */
  readonly verdict?: (sql: string) => string
  /** Columns of the base that only rows set aside need, for these verdicts. */
  readonly keptAside?: ReadonlyMap<ColumnId, readonly number[]>
  readonly ordinal?: boolean
  /** Columns that the operators make and that the base already has. */
  readonly stored?: ReadonlySet<ColumnId>
}

interface Entry {
  readonly id: ColumnId
  readonly value: Scalar
  readonly deps: readonly ColumnId[]
}

const scalarsOf = (op: RowWise): readonly Scalar[] => {
  switch (op.op) {
    case 'project':
      return op.assign.map((a) => a.value)
    case 'filter':
      return [op.predicate]
    case 'split':
      return op.failures.map((f) => f.when)
  }
}

const ref = (id: string): string => id

/**
 * Prints neighbouring row-wise operators as nested SELECT layers, as few as their dependencies allow.
 * Column ids are unique in a plan and never change their meaning, so any column may be carried through any layer.
 */
export function printLayers(base: SelectColumns, request: LayersRequest): string {
  const extra = request.extra ?? []
  const sharing = shareScalars([...request.ops.flatMap(scalarsOf), ...extra.map((e) => e.value)])
  const entries = new Map<ColumnId, Entry>()
  const define = (id: ColumnId, value: Scalar): void => void entries.set(id, { id, value, deps: [...columnsOf(value)] })
  for (const { id, value } of sharing.shared) define(id, value)
  for (const op of request.ops)
    if (op.op === 'project') for (const { id, value } of op.assign) if (request.stored?.has(id) !== true) define(id, sharing.apply(value))
  const extras = extra.map(({ name, value }) => ({ name, value: sharing.apply(value) }))
  const failing = request.checks.map(({ verdict, op }) => ({ verdict, op, bad: scalarsOf(op).map(sharing.apply) }))
  const top = new Set<ColumnId>([...request.wanted, ...(request.keptAside?.keys() ?? [])])
  for (const { value } of extras) for (const id of columnsOf(value)) top.add(id)
  if (request.verdict !== undefined) for (const { bad } of failing) for (const s of bad) for (const id of columnsOf(s)) top.add(id)
  const levels = levelsOf(top, entries)
  const body = printBody(base, top, entries, levels, request.ordinal === true)
  const verdict = request.verdict?.(printVerdict(failing))
  const aside = [...(request.keptAside ?? [])].filter(([id]) => !request.wanted.includes(id))
  const last = [
    ...request.wanted.map(ref),
    ...extras.map(({ name, value }) => `${printScalar(value, ref)} AS ${name}`),
    ...(request.ordinal === true ? ['o'] : []),
  ]
  if (verdict === undefined) return `SELECT ${last.length === 0 ? '1 AS one' : last.join(', ')} FROM (${body})`
  if (aside.length === 0) return `SELECT ${[...last, `${verdict} AS v`].join(', ')} FROM (${body})`
  // The verdict is needed twice, so it gets a layer of its own: the probe in it must see every row once.
  const carried = [...new Set([...last, ...aside.map(([id]) => id)])]
  const kept = aside.map(([id, verdicts]) => `CASE WHEN v IN (${verdicts.join(', ')}) THEN ${id} END AS ${id}`)
  return `SELECT ${[...last, ...kept, 'v'].join(', ')} FROM (SELECT ${[...carried, `${verdict} AS v`].join(', ')} FROM (${body}))`
}

function printVerdict(
  failing: readonly { readonly verdict: number; readonly op: Filter | Split; readonly bad: readonly Scalar[] }[],
): string {
  const branches = failing.map(({ verdict, op, bad }) => {
    // A failure that is missing counts as false in CASE; left bare, DuckDB tries its cheap parts first.
    const conditions = bad.map((scalar) => `(${printScalar(scalar, ref)})${op.op === 'filter' ? ' IS NOT TRUE' : ''}`)
    return `WHEN ${conditions.join(' OR ')} THEN ${verdict}`
  })
  return branches.length === 0 ? '0::USMALLINT' : `(CASE ${branches.join(' ')} ELSE 0 END)::USMALLINT`
}

/** The layer in which each needed value is computed: one above the highest it reads; columns of the base are at 0. */
function levelsOf(top: ReadonlySet<ColumnId>, entries: ReadonlyMap<ColumnId, Entry>): Map<ColumnId, number> {
  const levels = new Map<ColumnId, number>()
  const level = (id: ColumnId): number => {
    const known = levels.get(id)
    if (known !== undefined) return known
    const entry = entries.get(id)
    const found = entry === undefined ? 0 : 1 + Math.max(0, ...entry.deps.map(level))
    levels.set(id, found)
    return found
  }
  for (const id of top) level(id)
  return levels
}

function printBody(
  base: SelectColumns,
  top: ReadonlySet<ColumnId>,
  entries: ReadonlyMap<ColumnId, Entry>,
  levels: ReadonlyMap<ColumnId, number>,
  ordinal: boolean,
): string {
  const highest = Math.max(0, ...[...top].map((id) => levels.get(id) ?? 0))
  let needed = new Set(top)
  const layers: string[][] = []
  for (let level = highest; level > 0; level--) {
    const below = new Set<ColumnId>()
    const columns = [...needed].sort().map((id) => {
      const entry = entries.get(id)
      if (entry === undefined || levels.get(id) !== level) {
        below.add(id)
        return id
      }
      for (const dep of entry.deps) below.add(dep)
      return `${printScalar(entry.value, ref)} AS ${id}`
    })
    layers.push(ordinal ? [...columns, 'o'] : columns)
    needed = below
  }
  const bottom = base([...needed].sort(), ordinal)
  return layers.reduceRight((inner, columns) => `SELECT ${columns.length === 0 ? '1 AS one' : columns.join(', ')} FROM (${inner})`, bottom)
}

/** The columns of the base that a request reads. */
export function baseColumns(request: Omit<LayersRequest, 'verdict' | 'keptAside' | 'ordinal'>, withChecks: boolean): ReadonlySet<ColumnId> {
  const defined = new Map<ColumnId, Scalar>()
  for (const op of request.ops)
    if (op.op === 'project') for (const { id, value } of op.assign) if (request.stored?.has(id) !== true) defined.set(id, value)
  const found = new Set<ColumnId>()
  const visited = new Set<ColumnId>()
  const visit = (id: ColumnId): void => {
    if (visited.has(id)) return
    visited.add(id)
    const value = defined.get(id)
    if (value === undefined) found.add(id)
    else for (const inner of columnsOf(value)) visit(inner)
  }
  for (const id of request.wanted) visit(id)
  for (const { value } of request.extra ?? []) for (const id of columnsOf(value)) visit(id)
  if (withChecks) for (const { op } of request.checks) for (const s of scalarsOf(op)) for (const id of columnsOf(s)) visit(id)
  return found
}
