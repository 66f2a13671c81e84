import { columnsOf, printFirstOrdinal, printScalar, type ColumnId, type FirstPerKey, type Join, type Limit, type Relation, type Scalar } from '@sluice/plan' // prettier-ignore
import {
  countStep,
  consumersOf,
  idsOf,
  materialise,
  neededColumns,
  nextTable,
  readKey,
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
  const table = pick(staging, relation, input, `SELECT ${rid} AS rid, count(*) AS n FROM (${input.select(used, true)})${group}`)
  staging.steps.push(
    countStep([relation.node], [table, ...input.reads], [
      [`${table}.kept`, `SELECT count(*) FROM ${table}`],
      [`${table}.let_go`, `SELECT coalesce(sum(n - 1), 0) FROM ${table}`],
      [`${table}.in`, `SELECT count(*) FROM (${input.select([], false)})`],
    ]),
  ) // prettier-ignore
  noteFacts(staging, relation, table)
}

/** The rows of a range; the limit never stops what is before it, so that all counts stay exact. */
export function stageLimit(staging: Staging, relation: Limit): void {
  const input = viewOf(staging, relation.input)
  const select = `SELECT o AS rid FROM (${input.select([], true)}) ORDER BY o LIMIT ${relation.count} OFFSET ${relation.offset}`
  const table = pick(staging, relation, input, select)
  countPicked(staging, relation, input, table)
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
  const table = pick(staging, relation, left, `SELECT o AS rid FROM ${l} WHERE ${condition}`, [right])
  countPicked(staging, relation, left, table)
  const matched = `SELECT count(*) FROM ${r} WHERE EXISTS (SELECT 1 FROM ${l} WHERE ${on})`
  const unmatched = `SELECT count(*) FROM ${r} WHERE NOT EXISTS (SELECT 1 FROM ${l} WHERE ${on})`
  staging.steps.push(
    countStep([relation.node], [...left.reads, ...right.reads], [
      [`${table}.right_matched`, matched],
      [`${table}.right_unmatched`, unmatched],
      [`${table}.right_in`, `SELECT count(*) FROM (${right.select([], false)})`],
    ]),
  ) // prettier-ignore
  staging.readFacts.set(readKey(relation.id, 1), [`${table}.right_in`])
}

function countPicked(staging: Staging, relation: Relation, input: View, table: string): void {
  staging.steps.push(
    countStep([relation.node], [table, ...input.reads], [
      [`${table}.kept`, `SELECT count(*) FROM ${table}`],
      [`${table}.let_go`, `SELECT count(*) FROM (${input.select([], true)}) WHERE o NOT IN (SELECT rid FROM ${table})`],
      [`${table}.in`, `SELECT count(*) FROM (${input.select([], false)})`],
    ]),
  ) // prettier-ignore
  noteFacts(staging, relation, table)
}

function noteFacts(staging: Staging, relation: Relation, table: string): void {
  staging.rowFacts.set(relation.id, [`${table}.kept`])
  staging.asideFacts.set(relation.id, [`${table}.let_go`])
  staging.readFacts.set(readKey(relation.id, 0), [`${table}.in`])
}

/** Makes the table of ordinals that stay; the rows themselves are read from the input when something asks for them. */
function pick(staging: Staging, relation: FirstPerKey | Limit | Join, input: View, select: string, others: readonly View[] = []): string {
  const table = nextTable(staging, 'k')
  const nodes = [...new Set([relation.node, ...input.nodes, ...others.flatMap((view) => view.nodes)])]
  const reads = [...input.reads, ...others.flatMap((view) => view.reads)]
  staging.steps.push({ kind: 'run', nodes, reads, sql: `CREATE TEMP TABLE ${table} AS ${select}` })
  const inputId = relation.op === 'join' ? relation.left : relation.input
  const where = `o NOT IN (SELECT rid FROM ${table})`
  staging.removed.set(`${relation.id}:removed`, { input: inputId, where, reads: [table], fact: `${table}.let_go` })
  // A join gives its columns ids of their own; the others pass the input's columns on.
  const sources = new Map(relation.op === 'join' ? relation.from.map(({ id, source }) => [id, source] as const) : [])
  const view: View = {
    select: (ids, ordinal) => {
      const list = ids.map((id) => (sources.has(id) ? `${sources.get(id)} AS ${id}` : id))
      const all = [...list, ...(ordinal ? ['o'] : []), ...(list.length === 0 && !ordinal ? ['1 AS one'] : [])]
      const inner = input.select([...new Set(ids.map((id) => sources.get(id) ?? id))], true)
      return `SELECT ${all.join(', ')} FROM (${inner}) WHERE o IN (SELECT rid FROM ${table})`
    },
    ordered: false,
    reads: [...input.reads, table],
    nodes: [relation.node],
  }
  if (consumersOf(staging, relation.id).length > 1) {
    const ids = idsOf(neededColumns(staging, relation))
    const select = `SELECT ${ids.join(', ')} FROM (${view.select(ids, true)}) ORDER BY o`
    materialise(staging, relation, nextTable(staging, 't'), select, [view])
  } else staging.views.set(relation.id, view)
  return table
}
