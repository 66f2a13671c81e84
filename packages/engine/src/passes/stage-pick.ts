import { columnsOf, printFirstOrdinal, printScalar, type ColumnId, type FirstPerKey, type Join, type Limit, type Relation, type Scalar } from '@sluice/plan' // prettier-ignore
import {
  countStep,
  consumersOf,
  idsOf,
  materialise,
  neededColumns,
  nextTable,
  readKey,
  selectInOrder,
  viewOf,
  type Staging,
  type View,
} from './staging.ts'

const ref = (id: string): string => id

const columnsIn = (scalars: readonly Scalar[]): readonly ColumnId[] => [...new Set(scalars.flatMap((s) => [...columnsOf(s)]))]

/** One row per key: the ordinals to keep are found by one aggregate, which is several times faster than a window. */
export function stageFirstPerKey(staging: Staging, relation: FirstPerKey): void {
  const input = viewOf(staging, relation.input)
  const used = columnsIn([...relation.keys, ...relation.orderBy.map((key) => key.value)])
  const keys = relation.keys.map((key) => printScalar(key, ref))
  const group = keys.length === 0 ? ' HAVING count(*) > 0' : ` GROUP BY ${keys.join(', ')}`
  const rid = printFirstOrdinal(relation.orderBy, relation.ties)
  const picked = pick(staging, relation, input, `SELECT ${rid} AS rid, count(*) - 1 AS others FROM (${input.select(used, true)})${group}`, [
    ['let_go', 'coalesce(sum(others), 0)'],
  ])
  staging.steps.push(countStep([relation.node], input.reads, [[`${picked.name}.in`, `SELECT count(*) FROM (${input.select([], false)})`]]))
}

/** The rows of a range; the limit never stops what is before it, so that all counts stay exact. */
export function stageLimit(staging: Staging, relation: Limit): void {
  const input = viewOf(staging, relation.input)
  const select = `SELECT o AS rid FROM (${input.select([], true)}) ORDER BY o LIMIT ${relation.count} OFFSET ${relation.offset}`
  countLeft(staging, relation, input, pick(staging, relation, input, select))
}

/** Left rows with a match (semi) or without one (anti). */
export function stageSemiJoin(staging: Staging, relation: Join): void {
  const left = viewOf(staging, relation.left)
  const right = viewOf(staging, relation.right)
  const leftColumns = columnsIn(relation.on.map((on) => on.left))
  const rightColumns = columnsIn(relation.on.map((on) => on.right))
  const leftKeys = relation.on.map((on, i) => `${printScalar(on.left, ref)} AS k${i}`)
  const rightKeys = relation.on.map((on, i) => `${printScalar(on.right, ref)} AS k${i}`)
  const l = `(SELECT o, ${leftKeys.join(', ')} FROM (${left.select(leftColumns, true)})) l`
  const r = `(SELECT ${rightKeys.join(', ')} FROM (${right.select(rightColumns, false)})) r`
  const on = relation.on.map((_on, i) => `l.k${i} = r.k${i}`).join(' AND ')
  const condition = `${relation.kind === 'anti' ? 'NOT ' : ''}EXISTS (SELECT 1 FROM ${r} WHERE ${on})`
  const picked = pick(staging, relation, left, `SELECT o AS rid FROM ${l} WHERE ${condition}`, [], [right])
  countLeft(staging, relation, left, picked)
  const matched = `SELECT count(*) FROM ${r} WHERE EXISTS (SELECT 1 FROM ${l} WHERE ${on})`
  const unmatched = `SELECT count(*) FROM ${r} WHERE NOT EXISTS (SELECT 1 FROM ${l} WHERE ${on})`
  staging.steps.push(
    countStep([relation.node], [...left.reads, ...right.reads], [
      [`${picked.name}.right_matched`, matched],
      [`${picked.name}.right_unmatched`, unmatched],
      [`${picked.name}.right_in`, `SELECT count(*) FROM (${right.select([], false)})`],
    ]),
  ) // prettier-ignore
  staging.readFacts.set(readKey(relation.id, 1), [`${picked.name}.right_in`])
}

/** Rows that stay: the prefix of their facts, and conditions on `o` for them and for the others. */
interface Picked {
  readonly name: string
  readonly kept: string
  readonly letGo: string
}

function countLeft(staging: Staging, relation: Relation, input: View, { name, letGo }: Picked): void {
  staging.steps.push(
    countStep([relation.node], input.reads, [
      [`${name}.let_go`, `SELECT count(*) FROM (${input.select([], true)}) WHERE ${letGo}`],
      [`${name}.in`, `SELECT count(*) FROM (${input.select([], false)})`],
    ]),
  ) // prettier-ignore
}

/**
 * Marks the rows that stay: `select` gives their ordinals as `rid`, `facts` are counted on the way besides how many there are.
 * The rows themselves are read from the input when something asks for them.
 */
function pick(
  staging: Staging,
  relation: FirstPerKey | Limit | Join,
  input: View,
  select: string,
  facts: readonly (readonly [name: string, sql: string])[] = [],
  others: readonly View[] = [],
): Picked {
  const name = nextTable(staging, 'k')
  const marked = `row_marked(${staging.picks}, o::DOUBLE)`
  const picked: Picked = { name, kept: `${marked} = 1`, letGo: `${marked} = 0` }
  const nodes = [...new Set([relation.node, ...input.nodes, ...others.flatMap((view) => view.nodes)])]
  const reads = [...input.reads, ...others.flatMap((view) => view.reads)]
  const counted = [['kept', `coalesce(sum(mark_row(${staging.picks++}, rid::DOUBLE)), 0)`], ...facts]
  const names = counted.map(([fact]) => `'${name}.${fact}'`).join(', ')
  const numbers = counted.map(([, sql]) => `(${sql})::BIGINT`).join(', ')
  const sql = `SELECT unnest([${names}]) AS k, unnest(n) AS n FROM (SELECT [${numbers}] AS n FROM (${select}))`
  staging.steps.push({ kind: 'count', nodes, reads, sql })
  staging.rowFacts.set(relation.id, [`${name}.kept`])
  staging.asideFacts.set(relation.id, [`${name}.let_go`])
  staging.readFacts.set(readKey(relation.id, 0), [`${name}.in`])
  const inputId = relation.op === 'join' ? relation.left : relation.input
  staging.removed.set(`${relation.id}:removed`, {
    input: inputId,
    where: picked.letGo,
    ordered: input.ordered,
    reads: [],
    fact: `${name}.let_go`,
  })
  showPicked(staging, relation, input, picked)
  return picked
}

function showPicked(staging: Staging, relation: FirstPerKey | Limit | Join, input: View, { kept }: Picked): void {
  // A join gives its columns ids of their own; the others pass the input's columns on.
  const sources = new Map(relation.op === 'join' ? relation.from.map(({ id, source }) => [id, source] as const) : [])
  const view: View = {
    select: (ids, ordinal) => {
      const list = ids.map((id) => (sources.has(id) ? `${sources.get(id)} AS ${id}` : id))
      const all = [...list, ...(ordinal ? ['o'] : []), ...(list.length === 0 && !ordinal ? ['1 AS one'] : [])]
      const inner = input.select([...new Set(ids.map((id) => sources.get(id) ?? id))], true)
      return `SELECT ${all.join(', ')} FROM (${inner}) WHERE ${kept}`
    },
    ordered: input.ordered,
    reads: input.reads,
    nodes: [relation.node],
  }
  if (consumersOf(staging, relation.id).length > 1)
    materialise(staging, relation, nextTable(staging, 't'), selectInOrder(view, idsOf(neededColumns(staging, relation))), [view])
  else staging.views.set(relation.id, view)
}
