import { ERROR_COLUMNS, INTEGER, printLayers, printType, quoteText, textOf, type Aside, type Column, type Failure, type RelationId, type Scalar, type Split } from '@sluice/plan' // prettier-ignore
import { originOf } from './stage-origin.ts'
import { jsonText, ONLY_FAILURE, refusedRows } from './stage-refusals.ts'
import type { Fact } from './step.ts'
import { countStep, consumersOf, idsOf, neededColumns, nextTable, tableView, viewOf, type Staging, type View } from './staging.ts'

/** A query of the aside's columns by id, with `o` for their order. */
interface Part {
  readonly sql: string
  /** Whether the rows come in the order of `o` by themselves. */
  readonly ordered: boolean
  readonly reads: readonly string[]
}

/** Stages what operators set aside: read where it is kept, put together in a table, or only sampled for the inbox. */
export function stageAside(staging: Staging, aside: Aside): void {
  staging.rowFacts.set(
    aside.id,
    aside.from.flatMap((from) => factsOf(staging, aside, from)),
  )
  const readers = consumersOf(staging, aside.id).length
  const rejected = aside.port === 'rejected'
  if (readers === 0 && !rejected) return
  const columns = rejected ? aside.columns : neededColumns(staging, aside)
  const parts = aside.from.flatMap((from) => (rejected ? rejectedPart(staging, aside, from) : removedPart(staging, aside, from, columns)))
  const [only] = parts
  if (readers === 0) sample(staging, aside, parts)
  else if (readers === 1 && parts.length === 1 && only !== undefined) staging.views.set(aside.id, partView(aside, only))
  else tabulate(staging, aside, columns, parts)
}

const partView = (aside: Aside, part: Part): View => ({
  select: (ids, ordinal) => {
    const list = [...ids, ...(ordinal ? ['o'] : [])]
    return `SELECT ${list.length === 0 ? '1 AS one' : list.join(', ')} FROM (${part.sql})`
  },
  ordered: part.ordered,
  reads: part.reads,
  nodes: [aside.node],
})

function factsOf(staging: Staging, aside: Aside, from: RelationId): readonly Fact[] {
  const removed = staging.removed.get(`${from}:${aside.port}`)
  if (removed !== undefined) return [removed.fact]
  return staging.wiring.relations.get(from)?.op === 'join' ? [] : (staging.asideFacts.get(from) ?? [])
}

const nodesOf = (aside: Aside): readonly string[] => [aside.node]

function tabulate(staging: Staging, aside: Aside, columns: readonly Column[], parts: readonly Part[]): void {
  const table = nextTable(staging, 'a')
  const nodes = nodesOf(aside)
  const types = columns.map((column) => `${column.id} ${printType(column.type)}`)
  const list = idsOf(columns).join(', ')
  staging.steps.push({ kind: 'run', nodes, reads: [], sql: `CREATE TEMP TABLE ${table} (${types.join(', ')})` })
  for (const part of parts) {
    const sql = `INSERT INTO ${table} SELECT ${list} FROM (${part.sql})${part.ordered ? '' : ' ORDER BY o'}`
    staging.steps.push({ kind: 'run', nodes, reads: [table, ...part.reads], sql })
  }
  staging.steps.push(countStep(nodes, [table], [[table, `SELECT count(*) FROM ${table}`]]))
  staging.rowFacts.set(aside.id, [table])
  staging.views.set(aside.id, tableView(table, null))
}

/** A sample of the rejected rows that nothing reads; the first ones, as they come. */
function sample(staging: Staging, aside: Aside, parts: readonly Part[]): void {
  const limit = staging.options.rejectSample
  if (parts.length === 0 || limit === 0) return
  const list = idsOf(aside.columns).join(', ')
  staging.steps.push({
    kind: 'inbox',
    nodes: nodesOf(aside),
    node: aside.node,
    reads: parts.flatMap((part) => part.reads),
    sql: `SELECT * FROM (${parts.map((part) => `SELECT * FROM (SELECT ${list} FROM (${part.sql}) LIMIT ${limit})`).join(' UNION ALL ')}) LIMIT ${limit}`,
    names: aside.columns.slice(0, -ERROR_COLUMNS.length).map((column) => column.name),
    rows: staging.rowFacts.get(aside.id) ?? [],
  })
}

/** The rejected rows of a scan or a split: the node's columns as text, then the error columns. */
function rejectedPart(staging: Staging, aside: Aside, from: RelationId): readonly Part[] {
  const operator = staging.wiring.relations.get(from)
  const own = aside.columns.slice(0, -ERROR_COLUMNS.length)
  if (operator?.op === 'scan') {
    const table = staging.rejectTables.get(from)
    if (table === undefined) return []
    const fields = ['code', 'col', 'message', 'value', quoteText(staging.options.label(operator.node)), 'line', ONLY_FAILURE]
    const columns = named(aside, [...own.map(() => 'NULL'), ...fields])
    return [{ sql: `SELECT ${[...columns, 'rowid AS o'].join(', ')} FROM ${table}`, ordered: true, reads: [table] }]
  }
  if (operator?.op === 'write') {
    const refused = staging.rejectTables.get(from)
    return refused === undefined
      ? []
      : [{ sql: refusedRows(refused, aside, originOf(staging, operator.input)), ordered: false, reads: [refused] }]
  }
  return operator?.op === 'split' ? splitPart(staging, aside, own, operator) : []
}

function splitPart(staging: Staging, aside: Aside, own: readonly Column[], split: Split): readonly Part[] {
  const kept = staging.kept.get(split.id)
  if (kept === undefined) return []
  const { segment, view, stored } = kept
  const types = new Map([...segment.base.columns, ...segment.ops.flatMap((op) => op.columns)].map((column) => [column.id, column.type]))
  const rows = aside.source.map((id, index): { name: string; value: Scalar } => {
    const type = types.get(id)
    const value: Scalar =
      type === undefined ? { kind: 'literal', value: null, type: { kind: 'text' } } : textOf({ kind: 'column', id, type })
    return { name: own[index]!.id, value }
  })
  // With one failure the verdict has already told that it is the one.
  const only: Scalar = { kind: 'literal', value: true, type: { kind: 'boolean' } }
  const whens = split.failures.flatMap((failure, i) => [
    { name: `w${i}`, value: split.failures.length === 1 ? only : failure.when },
    { name: `x${i}`, value: textOf(failure.value) },
  ])
  const ops = segment.ops.slice(0, segment.ops.indexOf(split) + 1)
  const { source, place, line } = originOf(staging, split.input)
  const places = place === undefined ? [] : [{ name: 'place', value: { kind: 'column', id: place, type: INTEGER } as const }]
  const inner = printLayers(view.select, { ops, checks: [], wanted: [], extra: [...rows, ...whens, ...places], ordinal: true, stored })
  const columns = named(aside, [
    ...own.map((column) => column.id),
    ...errorFields(staging, split.failures),
    source,
    line('place'),
    failureList(staging, split.failures),
  ])
  return [{ sql: `SELECT ${[...columns, 'o'].join(', ')} FROM (${inner})`, ordered: true, reads: view.reads }]
}

/** Values under the ids of the aside's columns, in order. */
const named = (aside: Aside, values: readonly string[]): readonly string[] =>
  aside.columns.map((column, i) => `${values[i] ?? 'NULL'} AS ${column.id}`)

/** Stops the run at the first row with a failure that must not happen. */
export function stageStops(staging: Staging, split: Split): void {
  const kept = staging.kept.get(split.id)
  if (kept === undefined) return
  const { segment, view, stored } = kept
  const ops = segment.ops.slice(0, segment.ops.indexOf(split) + 1)
  for (const failure of split.failures) {
    if (failure.stop !== true) continue
    const extra = [{ name: 'w0', value: failure.when }, { name: 'x0', value: textOf(failure.value) }] // prettier-ignore
    const [, col, message, value] = errorFields(staging, [failure])
    const inner = printLayers(view.select, { ops, checks: [], wanted: [], extra, ordinal: true, stored })
    const sql = `SELECT ${col ?? 'NULL'}, ${message ?? 'NULL'}, ${value ?? 'NULL'} FROM (${inner}) WHERE w0 ORDER BY o LIMIT 1`
    staging.steps.push({ kind: 'stop', nodes: [split.node], node: split.node, code: failure.code, reads: view.reads, sql })
  }
}

/** A CASE over the failures: the first that holds gives the value. */
const first = (failures: readonly Failure[], value: (failure: Failure, index: number) => string): string =>
  failures.length === 1
    ? value(failures[0]!, 0)
    : `CASE ${failures.map((failure, i) => `WHEN w${i} THEN ${value(failure, i)}`).join(' ')} END`

const VALUE_MARK = '\u{E000}value\u{E000}'

/** The message of a failure with the row's value in it. */
function messageOf(staging: Staging, failure: Failure, index: number): string {
  const text = staging.options.message(failure.code, { ...failure.params, column: failure.column, value: VALUE_MARK })
  return text.split(VALUE_MARK).map(quoteText).join(` || coalesce(x${index}, '') || `)
}

function errorFields(staging: Staging, failures: readonly Failure[]): readonly string[] {
  const messages = failures.map((failure, i) => `CASE WHEN w${i} THEN ${messageOf(staging, failure, i)} END`)
  return [
    first(failures, (failure) => quoteText(failure.code)),
    first(failures, (failure) => (failure.column === '' ? 'NULL' : quoteText(failure.column))),
    `concat_ws('; ', ${messages.join(', ')})`,
    first(failures, (_failure, i) => `x${i}`),
  ]
}

/** All failures of the row as a JSON list. */
function failureList(staging: Staging, failures: readonly Failure[]): string {
  const items = failures.map((failure, i) => {
    const head = `{"code":${JSON.stringify(failure.code)},"column":${failure.column === '' ? 'null' : JSON.stringify(failure.column)},"message":`
    const record = [quoteText(head), jsonText(messageOf(staging, failure, i)), `',"value":'`, jsonText(`x${i}`), `'}'`].join(' || ')
    return `CASE WHEN w${i} THEN ${record} END`
  })
  return `'[' || concat_ws(',', ${items.join(', ')}) || ']'`
}

/** The rows that an operator let go, with the columns of the node's input. */
function removedPart(staging: Staging, aside: Aside, from: RelationId, columns: readonly Column[]): readonly Part[] {
  const operator = staging.wiring.relations.get(from)
  const ids = idsOf(columns)
  if (operator?.op === 'filter') {
    const kept = staging.kept.get(from)
    if (kept === undefined) return []
    const ops = kept.segment.ops.slice(0, kept.segment.ops.indexOf(operator) + 1)
    const sql = printLayers(kept.view.select, { ops, checks: [], wanted: ids, ordinal: true, stored: kept.stored })
    return [{ sql, ordered: true, reads: kept.view.reads }]
  }
  const removed = staging.removed.get(`${from}:${aside.port}`)
  if (removed === undefined) return []
  const input = viewOf(staging, removed.input)
  const sql = `SELECT ${[...ids, 'o'].join(', ')} FROM (${input.select(ids, true)}) WHERE ${removed.where}`
  return [{ sql, ordered: removed.ordered, reads: [...input.reads, ...removed.reads] }]
}
