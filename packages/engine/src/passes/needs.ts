import { baseColumns, columnsOf, type Aside, type Check, type ColumnId, type Relation, type RelationId, type Scalar } from '@sluice/plan'
import { isPlace, placeIn } from './places.ts'
import type { Segment, Wiring } from './segments.ts'

/** The columns of each relation that something behind it reads; only these are stored. */
export type Needs = ReadonlyMap<RelationId, ReadonlySet<ColumnId>>

/** The places of a segment where rows can be set aside, numbered from 1. Splits without failures set nothing aside. */
export const checksOf = (segment: Segment): readonly Check[] =>
  segment.ops
    .flatMap((op) => (op.op === 'filter' || (op.op === 'split' && op.failures.length > 0) ? [op] : []))
    .map((op, index) => ({ verdict: index + 1, op }))

/** The columns of the base that rows set aside at a check are rebuilt from, besides those that are stored for all rows. */
export function asideColumns(wiring: Wiring, segment: Segment, check: Check, stored: ReadonlySet<ColumnId>): ReadonlySet<ColumnId> {
  const found = new Set<ColumnId>()
  const available = new Set(segment.base.columns.map((column) => column.id))
  const ops = segment.ops.slice(0, segment.ops.indexOf(check.op) + 1)
  for (const aside of wiring.asides.get(check.op.id) ?? []) {
    if (aside.port === 'removed' && (wiring.consumers.get(aside.id)?.length ?? 0) === 0) continue
    const extra = check.op.op === 'split' ? check.op.failures.map((failure) => ({ name: '', value: failure.value })) : []
    const place = aside.port === 'rejected' && segment.base.op !== 'scan' ? placeIn(wiring.relations, segment.base.id) : undefined
    if (place !== undefined) found.add(place)
    const own = { ops, checks: [check], wanted: aside.source, extra, stored }
    for (const id of baseColumns(own, aside.port === 'rejected')) if (available.has(id)) found.add(id)
  }
  return found
}

/** Walks the plan from its sinks to its sources. */
export function findNeeds(wiring: Wiring): Needs {
  const needs = new Map<RelationId, Set<ColumnId>>(wiring.plan.relations.map((relation) => [relation.id, new Set()]))
  const need = (relation: RelationId, ids: Iterable<ColumnId>): void => {
    const set = needs.get(relation)
    if (set !== undefined) for (const id of ids) set.add(id)
  }
  for (const relation of [...wiring.plan.relations].reverse()) {
    const segment = wiring.segments.get(relation.id)
    const own = needs.get(relation.id) ?? new Set()
    // Rows that nothing reads are still counted, and a table has at least one column.
    if (own.size === 0 && relation.op !== 'aside' && relation.columns[0] !== undefined) own.add(relation.columns[0].id)
    if (segment !== undefined) needSegment(wiring, segment, own, need)
    else needOperator(wiring, relation, own, need)
  }
  return needs
}

type Need = (relation: RelationId, ids: Iterable<ColumnId>) => void

function needSegment(wiring: Wiring, segment: Segment, own: ReadonlySet<ColumnId>, need: Need): void {
  const checks = checksOf(segment)
  need(segment.base.id, baseColumns({ ops: segment.ops, checks, wanted: [...own] }, true))
  for (const check of checks) need(segment.base.id, asideColumns(wiring, segment, check, own))
}

const scalars = (list: readonly (Scalar | undefined)[]): readonly ColumnId[] =>
  list.flatMap((scalar) => (scalar === undefined ? [] : [...columnsOf(scalar)]))

function needOperator(wiring: Wiring, relation: Relation, own: ReadonlySet<ColumnId>, need: Need): void {
  switch (relation.op) {
    case 'write':
      need(relation.input, relation.columns.map((column) => column.id)) // prettier-ignore
      if ((wiring.asides.get(relation.id) ?? []).length > 0) need(relation.input, [placeIn(wiring.relations, relation.input)].filter((id) => id !== undefined)) // prettier-ignore
      return
    case 'aggregate':
      need(relation.input, scalars(relation.keys.map((key) => key.value)))
      for (const { value, where, orderBy } of relation.measures)
        need(relation.input, scalars([value, where, ...(orderBy ?? []).map((key) => key.value)]))
      return
    case 'first-per-key':
      need(relation.input, scalars([...relation.keys, ...relation.orderBy.map((key) => key.value)]))
      {
        need(relation.input, own)
        return
      }
    case 'sort':
      need(relation.input, scalars(relation.by.map((key) => key.value)))
      {
        need(relation.input, own)
        return
      }
    case 'limit': {
      need(relation.input, own)
      return
    }
    case 'expand':
      need(relation.input, [relation.list])
      { need(relation.input, [...own].filter((id) => id !== relation.element)); return; } // prettier-ignore
    case 'window': {
      const added = new Set(relation.added.map((column) => column.id))
      need(relation.input, scalars(relation.keys))
      for (const { id, value } of relation.added) if (own.has(id)) need(relation.input, scalars([value]))
      need(relation.input, [...own].filter((id) => !added.has(id))) // prettier-ignore
      return
    }
    case 'exists': {
      const marked = relation.marks.filter(({ id }) => own.has(id))
      need(relation.input, scalars(marked.map(({ value }) => value)))
      need(relation.other, scalars(marked.map(({ among }) => among)))
      need(relation.input, [...own].filter((id) => relation.marks.every((mark) => mark.id !== id))) // prettier-ignore
      return
    }
    case 'union':
      for (const input of relation.inputs)
       
        need(input.relation, input.columns.flatMap((id, index) => (id !== null && own.has(relation.columns[index]!.id) ? [id] : []))) // prettier-ignore
      return
    case 'join':
      need(relation.left, scalars(relation.on.map((on) => on.left)))
      need(relation.right, scalars(relation.on.map((on) => on.right)))
      // Only a semi or anti join lets places through: its rows are those of the left side.
      need(relation.left, [...own].filter(isPlace)) // prettier-ignore
      for (const { id, side, source, other } of relation.from) {
        if (!own.has(id)) continue
        need(side === 'right' ? relation.right : relation.left, [source])
        if (side === 'both' && other !== undefined) need(relation.right, [other])
      }
      return
    case 'aside':
      for (const from of relation.from) needAside(wiring, from, relation, own, need)
      return
    case 'scan':
    case 'values':
    case 'project':
    case 'filter':
    case 'split':
      return
  }
}

/** What an operator that isn't row-wise set aside is taken from its input again. */
function needAside(wiring: Wiring, from: RelationId, { port, source }: Aside, own: ReadonlySet<ColumnId>, need: Need): void {
  const operator = wiring.relations.get(from)
  if (operator === undefined) return
  if (operator.op === 'write') need(operator.input, source)
  if (operator.op === 'join') need(port === 'unmatched-right' ? operator.right : operator.left, own)
  if (operator.op === 'first-per-key' || operator.op === 'limit' || operator.op === 'expand') need(operator.input, own)
}
