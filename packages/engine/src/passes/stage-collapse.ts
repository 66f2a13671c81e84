import { columnsOf, printMeasure, printScalar, printSortKeys, printType, type Aggregate, type Column, type ColumnId, type Expand, type Scalar, type Sort, type Union, type Window } from '@sluice/plan' // prettier-ignore
import { becomesTable, consumersOf, countStep, idsOf, materialise, neededColumns, nextTable, readKey, selectInOrder, tableView, viewOf, type Staging, type View } from './staging.ts' // prettier-ignore

const ref = (id: string): string => id

const columnsIn = (scalars: readonly (Scalar | undefined)[]): readonly ColumnId[] => [
  ...new Set(scalars.flatMap((s) => (s === undefined ? [] : [...columnsOf(s)]))),
]

/** Groups in order of first appearance. */
export function stageAggregate(staging: Staging, relation: Aggregate): void {
  const input = viewOf(staging, relation.input)
  const table = nextTable(staging, 't')
  const used = columnsIn([
    ...relation.keys.map((key) => key.value),
    ...relation.measures.flatMap(({ value, where, orderBy }) => [value, where, ...(orderBy ?? []).map((key) => key.value)]),
  ])
  const keys = relation.keys.map(({ id, value }) => `${printScalar(value, ref)} AS ${id}`)
  const types = new Map(relation.columns.map((column) => [column.id, column.type]))
  const measures = relation.measures.map((measure) => `${printMeasure(measure, types.get(measure.id)!, keys.length > 0)} AS ${measure.id}`)
  const group = keys.length === 0 ? '' : ` GROUP BY ${keys.map((_key, i) => i + 1).join(', ')}`
  const select = `SELECT ${[...keys, ...measures, 'count(*) AS n'].join(', ')} FROM (${input.select(used, true)})${group} ORDER BY min(o)`
  materialise(staging, relation, table, select, [input])
  staging.steps.push(
    countStep([relation.node], [table], [
      [`${table}.groups`, `SELECT count(*) FROM ${table}`],
      [`${table}.in`, `SELECT coalesce(sum(n), 0) FROM ${table}`],
    ]),
  ) // prettier-ignore
  staging.rowFacts.set(relation.id, [`${table}.groups`])
  staging.readFacts.set(readKey(relation.id, 0), [`${table}.in`])
}

export function stageSort(staging: Staging, relation: Sort): void {
  const input = viewOf(staging, relation.input)
  const table = nextTable(staging, 't')
  const ids = idsOf(neededColumns(staging, relation))
  const used = [...new Set([...ids, ...columnsIn(relation.by.map((key) => key.value))])]
  const order = [...printSortKeys(relation.by), 'o'].join(', ')
  materialise(staging, relation, table, `SELECT ${ids.join(', ')} FROM (${input.select(used, true)}) ORDER BY ${order}`, [input])
  noteRows(staging, relation, table, input)
}

/** Counts the rows on both sides of an operator that neither adds nor takes any. */
export function noteRows(staging: Staging, relation: Sort | Window, table: string, input: View): void {
  staging.steps.push(
    countStep([relation.node], [table, ...input.reads], [
      [`${table}.rows`, `SELECT count(*) FROM ${table}`],
      [`${table}.in`, `SELECT count(*) FROM (${input.select([], false)})`],
    ]),
  ) // prettier-ignore
  staging.rowFacts.set(relation.id, [`${table}.rows`])
  staging.readFacts.set(readKey(relation.id, 0), [`${table}.in`])
}

/** One input after another. Rows that only a sink or one table takes are read as it takes them; others go to a table of their own. */
export function stageUnion(staging: Staging, relation: Union): void {
  const columns = neededColumns(staging, relation)
  const selects = relation.inputs.map((input) => {
    const view = viewOf(staging, input.relation)
    const sources = columns.map((column) => input.columns[relation.columns.indexOf(column)] ?? null)
    const ids = [...new Set(sources.filter((id) => id !== null))]
    const list = columns.map((column, i) => `CAST(${sources[i] ?? 'NULL'} AS ${printType(column.type)}) AS ${column.id}`)
    return { view, sql: `SELECT ${list.join(', ')} FROM (${ids.length === 0 ? view.select([], false) : selectInOrder(view, ids)})` }
  })
  const name = nextTable(staging, 't')
  relation.inputs.forEach((_input, place) => staging.readFacts.set(readKey(relation.id, place), [`${name}.in${place}`]))
  staging.rowFacts.set(relation.id, [`${name}.rows`])
  if (isTakenWhole(staging, relation)) passOn(staging, relation, name, selects)
  else append(staging, relation, name, columns, selects)
}

/** Whether nothing but one statement reads the rows, in their order: that of a sink, or of a segment that becomes a table. */
function isTakenWhole(staging: Staging, relation: Union): boolean {
  const [reader, ...others] = consumersOf(staging, relation.id)
  if (reader === undefined || others.length > 0) return false
  if (reader.op === 'write') return true
  const segment = [...staging.wiring.segments.values()].find(({ base }) => base === relation)
  return segment !== undefined && becomesTable(staging, segment)
}

/** The rows of one input of a union as the union's columns, in order. */
interface UnionInput {
  readonly view: View
  readonly sql: string
}

/** DuckDB gives the rows of UNION ALL in the order of its parts and theirs. */
function passOn(staging: Staging, relation: Union, name: string, inputs: readonly UnionInput[]): void {
  const all = inputs.map(({ sql }) => sql).join(' UNION ALL ')
  const views = inputs.map(({ view }) => view)
  const reads = views.flatMap((view) => view.reads)
  const nodes = [relation.node, ...views.flatMap((view) => view.nodes)]
  const counts = views.map((view, place) => [`${name}.in${place}`, `SELECT count(*) FROM (${view.select([], false)})`] as const)
  staging.steps.push(countStep(nodes, reads, [...counts, [`${name}.rows`, `SELECT count(*) FROM (${all})`]]))
  staging.views.set(relation.id, {
    select: (ids) => `SELECT ${ids.length === 0 ? '1 AS one' : ids.join(', ')} FROM (${all})`,
    ordered: true,
    reads,
    nodes,
  })
}

/** Each input is appended by a statement of its own, which keeps their order and counts them. */
function append(staging: Staging, relation: Union, table: string, columns: readonly Column[], inputs: readonly UnionInput[]): void {
  const types = columns.map((column) => `${column.id} ${printType(column.type)}`)
  staging.steps.push({ kind: 'run', nodes: [relation.node], reads: [], sql: `CREATE TEMP TABLE ${table} (${types.join(', ')})` })
  inputs.forEach(({ view, sql }, place) => {
    const nodes = [relation.node, ...view.nodes]
    const insert = `INSERT INTO ${table} ${sql}`
    staging.steps.push({ kind: 'run', nodes, reads: [table, ...view.reads], sql: insert, changed: `${table}.in${place}` })
  })
  staging.steps.push(countStep([relation.node], [table], [[`${table}.rows`, `SELECT count(*) FROM ${table}`]]))
  staging.views.set(relation.id, tableView(table, null))
}

/** One row per element of a list, in the order of the elements, each with its exact source text. */
export function stageExpand(staging: Staging, relation: Expand): void {
  const input = viewOf(staging, relation.input)
  const table = nextTable(staging, 't')
  const ids = idsOf(neededColumns(staging, relation)).filter((id) => id !== relation.element)
  const used = [...new Set([...ids, relation.list])]
  const elements = `SELECT *, json_elements(${relation.list}) AS es FROM (${input.select(used, true)})`
  const some = `SELECT ${[...ids, 'o', 'unnest(es) AS e', 'generate_subscripts(es, 1) AS i'].join(', ')} FROM (${elements}) WHERE len(es) > 0`
  const none = `SELECT ${[...ids, 'o', 'CAST(NULL AS VARCHAR)', '0'].join(', ')} FROM (${elements}) WHERE coalesce(len(es), 0) = 0`
  const select = `SELECT ${[...ids, `e AS ${relation.element}`, 'o AS source', 'i AS place'].join(', ')} FROM (${some} UNION ALL ${none}) ORDER BY o, i`
  const where = relation.keepEmpty ? null : 'place > 0'
  materialise(staging, relation, table, select, [input], where)
  staging.steps.push(
    countStep([relation.node], [table, ...input.reads], [
      [`${table}.rows`, `SELECT count(*) FROM ${table}${where === null ? '' : ` WHERE ${where}`}`],
      [`${table}.first`, `SELECT count(*) FROM ${table} WHERE place = 1`],
      [`${table}.further`, `SELECT count(*) FROM ${table} WHERE place > 1`],
      [`${table}.empty`, `SELECT count(*) FROM ${table} WHERE place = 0`],
      [`${table}.in`, `SELECT count(*) FROM (${input.select([], false)})`],
    ]),
  ) // prettier-ignore
  staging.rowFacts.set(relation.id, [`${table}.rows`])
  if (!relation.keepEmpty) {
    const where = `o IN (SELECT source FROM ${table} WHERE place = 0)`
    staging.asideFacts.set(relation.id, [`${table}.empty`])
    staging.removed.set(`${relation.id}:removed`, { input: relation.input, where, ordered: false, reads: [table], fact: `${table}.empty` })
  }
  staging.readFacts.set(readKey(relation.id, 0), [`${table}.in`])
}
