import type { Aside, Plan, Relation, RelationId, RowWise } from '@sluice/plan'

/** The relations an operator reads rows from, in order. Asides take what an operator set aside, not its rows. */
export function inputsOf(relation: Relation): readonly RelationId[] {
  switch (relation.op) {
    case 'scan':
    case 'values':
    case 'aside':
      return []
    case 'join':
      return [relation.left, relation.right]
    case 'exists':
      return [relation.input, relation.other]
    case 'union':
      return relation.inputs.map((input) => input.relation)
    case 'project':
    case 'filter':
    case 'split':
    case 'aggregate':
    case 'first-per-key':
    case 'sort':
    case 'limit':
    case 'expand':
    case 'window':
    case 'write':
      return [relation.input]
  }
}

export const isRowWise = (relation: Relation): relation is RowWise =>
  relation.op === 'project' || relation.op === 'filter' || relation.op === 'split'

/** Neighbouring row-wise operators that run in one pass. */
export interface Segment {
  readonly base: Relation
  readonly ops: readonly RowWise[]
  readonly end: Relation
}

/** A plan with the look-ups that the passes need. */
export interface Wiring {
  readonly plan: Plan
  readonly relations: ReadonlyMap<RelationId, Relation>
  readonly consumers: ReadonlyMap<RelationId, readonly Relation[]>
  readonly asides: ReadonlyMap<RelationId, readonly Aside[]>
  /** By the last operator of each. */
  readonly segments: ReadonlyMap<RelationId, Segment>
}

const add = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

/** Groups row-wise operators into segments; a segment ends where its rows go to several places or to an operator that isn't row-wise. */
export function wirePlan(plan: Plan): Wiring {
  const relations = new Map(plan.relations.map((relation) => [relation.id, relation]))
  const consumers = new Map<RelationId, Relation[]>()
  const asides = new Map<RelationId, Aside[]>()
  for (const relation of plan.relations) {
    for (const input of inputsOf(relation)) add(consumers, input, relation)
    if (relation.op === 'aside') for (const from of relation.from) add(asides, from, relation)
  }
  const segments = new Map<RelationId, Segment>()
  const open = new Map<RelationId, { readonly base: Relation; readonly ops: RowWise[] }>()
  for (const relation of plan.relations) {
    const readers = consumers.get(relation.id) ?? []
    const [reader] = readers
    const goesOn = readers.length === 1 && reader !== undefined && isRowWise(reader)
    if (isRowWise(relation)) {
      const segment = open.get(relation.input) ?? { base: relations.get(relation.input)!, ops: [] }
      segment.ops.push(relation)
      if (goesOn) open.set(relation.id, segment)
      else segments.set(relation.id, { ...segment, end: relation })
    } else if (relation.op === 'scan' && !goesOn) {
      segments.set(relation.id, { base: relation, ops: [], end: relation })
    }
  }
  return { plan, relations, consumers, asides, segments }
}
