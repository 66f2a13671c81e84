import type { Plan, Relation, Scan, Values, Write } from '@sluice/plan'
import { accountFor } from './accounting.ts'
import { dropTables } from './drop-tables.ts'
import { findNeeds } from './needs.ts'
import { placeOf } from './places.ts'
import { prunePlan } from './prune.ts'
import { inputsOf, isRowWise, wirePlan, type Segment } from './segments.ts'
import { stageAside } from './stage-aside.ts'
import { stageExists } from './stage-exists.ts'
import { stageAggregate, stageExpand, stageSort, stageUnion } from './stage-collapse.ts'
import { stageJoin } from './stage-join.ts'
import { stageRefusals } from './stage-refusals.ts'
import { stageFirstPerKey, stageLimit, stageSemiJoin } from './stage-pick.ts'
import { stageSegment } from './stage-segment.ts'
import { stageWindow } from './stage-window.ts'
import { idsOf, nextTable, probe, readKey, selectInOrder, tableView, viewOf, type Staging } from './staging.ts'
import type { Staged, StageOptions } from './step.ts'

/** Turns a plan into the steps that run it, and the counts of its nodes into sums of what these steps count. Pure. */
export function stage(whole: Plan, options: StageOptions): Staged {
  const plan = prunePlan(whole)
  const wiring = wirePlan(plan)
  const staging: Staging = {
    plan,
    wiring,
    options,
    needs: findNeeds(wiring),
    steps: [],
    views: new Map(),
    rowFacts: new Map(),
    readFacts: new Map(),
    asideFacts: new Map(),
    rejectTables: new Map(),
    kept: new Map(),
    removed: new Map(),
    probes: [],
    tables: 0,
    picks: 0,
  }
  stageAll(staging)
  return { steps: dropTables(staging.steps), probes: staging.probes, ...accountFor(staging) }
}

/**
 * Stages relations in the plan's order, but each behind what it reads: a segment is staged as a whole at its first operator,
 * so what its last operator sets aside is there before a sink that the plan names earlier.
 */
function stageAll(staging: Staging): void {
  // A CSV file is read by the segment that begins with it, and so its broken lines are known only then.
  const isCsv = (relation: Relation): boolean => staging.options.scans.get(relation.id)?.kind === 'csv'
  const membersOf = (segment: Segment): readonly Relation[] => (isCsv(segment.base) ? [segment.base, ...segment.ops] : segment.ops)
  const segmentOf = new Map([...staging.wiring.segments.values()].flatMap((s) => membersOf(s).map((member) => [member.id, s] as const)))
  const done = new Set<Relation | Segment>()
  const ensure = (relation: Relation): void => {
    const segment = segmentOf.get(relation.id)
    const unit = segment ?? relation
    if (done.has(unit)) return
    done.add(unit)
    const reads =
      segment === undefined
        ? relation.op === 'aside'
          ? relation.from
          : inputsOf(relation)
        : [segment.base.id].filter((id) => !segmentOf.has(id))
    for (const id of reads) {
      const input = staging.wiring.relations.get(id)
      if (input !== undefined) ensure(input)
    }
    stageOperator(staging, relation)
    const own = segment ?? staging.wiring.segments.get(relation.id)
    if (own !== undefined) stageSegment(staging, own)
  }
  for (const relation of staging.plan.relations) ensure(relation)
}

function stageOperator(staging: Staging, relation: Relation): void {
  if (isRowWise(relation)) return
  switch (relation.op) {
    case 'scan':
    case 'values': {
      stageSource(staging, relation)
      return
    }
    case 'aside': {
      stageAside(staging, relation)
      return
    }
    case 'join': {
      if (relation.kind === 'semi' || relation.kind === 'anti') stageSemiJoin(staging, relation)
      else stageJoin(staging, relation)
      return
    }
    case 'union': {
      stageUnion(staging, relation)
      return
    }
    case 'aggregate': {
      stageAggregate(staging, relation)
      return
    }
    case 'first-per-key': {
      stageFirstPerKey(staging, relation)
      return
    }
    case 'sort': {
      stageSort(staging, relation)
      return
    }
    case 'limit': {
      stageLimit(staging, relation)
      return
    }
    case 'expand': {
      stageExpand(staging, relation)
      return
    }
    case 'window': {
      stageWindow(staging, relation)
      return
    }
    case 'exists': {
      stageExists(staging, relation)
      return
    }
    case 'write': {
      stageWrite(staging, relation)
      return
    }
  }
}

/** Rows that come through Node.js are appended to a table; a CSV file is read by the segment that begins with it. */
function stageSource(staging: Staging, relation: Scan | Values): void {
  if (relation.op === 'scan' && staging.options.scans.get(relation.id)?.kind === 'csv') return
  const table = nextTable(staging, 'b')
  const rejects = `${table}_rejects`
  const rows = `${table}.rows`
  const broken = `${table}.broken`
  const columns = idsOf(relation.columns)
  staging.steps.push({ kind: 'append', nodes: [relation.node], reads: [], relation: relation.id, table, columns, rejects, rows, broken })
  staging.rowFacts.set(relation.id, [rows])
  staging.asideFacts.set(relation.id, [broken])
  staging.readFacts.set(readKey(relation.id, 0), [rows, broken])
  staging.views.set(relation.id, tableView(table, null, placeOf(relation.id)))
  staging.rejectTables.set(relation.id, rejects)
}

function stageWrite(staging: Staging, relation: Write): void {
  const input = viewOf(staging, relation.input)
  const ids = idsOf(relation.columns)
  const anyOrder = staging.options.anyOrder.has(relation.id)
  const fact = nextTable(staging, 'w')
  // The probe lets every row through; it only counts rows while they are being written.
  const where = `probe(${probe(staging, fact)}, 0::USMALLINT) = 0`
  const base = `SELECT * FROM (${anyOrder ? input.select(ids, false) : selectInOrder(input, ids)})`
  staging.steps.push({
    kind: 'write',
    nodes: [...new Set([relation.node, ...input.nodes])],
    node: relation.node,
    relation: relation.id,
    reads: input.reads,
    columns: relation.columns,
    sql: ids.length === 0 ? base : `${base} WHERE ${where}`,
    rows: `${fact}.0`,
    ...stageRefusals(staging, relation, fact),
  })
  staging.readFacts.set(readKey(relation.id, 0), [`${fact}.0`])
}
