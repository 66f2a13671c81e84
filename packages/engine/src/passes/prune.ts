import type { Plan, RelationId } from '@sluice/plan'
import { inputsOf } from './segments.ts'

/**
 * The plan without what nothing asks for: the rows of side ports that lead nowhere, such as a merge's conflicts, and what only
 * those were made from. Such a port has no count. Sinks, what operators set aside (the inbox takes rejected rows), connections
 * and the `rows` of each node, by which it is accounted for, always stay.
 */
export function prunePlan(plan: Plan): Plan {
  const relations = new Map(plan.relations.map((relation) => [relation.id, relation]))
  const kept = new Set<RelationId>()
  const keep = (id: RelationId): void => {
    const relation = relations.get(id)
    if (relation === undefined || kept.has(id)) return
    kept.add(id)
    for (const read of relation.op === 'aside' ? relation.from : inputsOf(relation)) keep(read)
  }
  for (const relation of plan.relations) if (relation.op === 'write' || relation.op === 'aside') keep(relation.id)
  for (const input of plan.inputs) keep(input.relation)
  for (const output of plan.outputs) if (output.port === 'rows') keep(output.relation)
  if (kept.size === plan.relations.length) return plan
  return {
    ...plan,
    relations: plan.relations.filter((relation) => kept.has(relation.id)),
    outputs: plan.outputs.filter((output) => kept.has(output.relation)),
  }
}
