import { ERROR_COLUMNS, printLayers, printType, quoteText, textOf, type Aside, type Column, type Failure, type RelationId, type Scalar, type Split } from '@sluice/plan' // prettier-ignore
import type { Fact } from './step.ts'
import { countStep, consumersOf, idsOf, neededColumns, nextTable, tableView, viewOf, type Staging } from './staging.ts'

interface Part {
  readonly sql: string
  readonly reads: readonly string[]
}

/** Stages what operators set aside: a table when something reads it, else only a sample of rejected rows for the inbox. */
export function stageAside(staging: Staging, aside: Aside): void {
  staging.rowFacts.set(aside.id, aside.from.flatMap((from) => factsOf(staging, aside, from)))
  const read = consumersOf(staging, aside.id).length > 0
  if (aside.port === 'rejected') {
    const parts = aside.from.flatMap((from) => rejectedPart(staging, aside, from))
    if (read) tabulate(staging, aside, [...idsOf(aside.columns), 'f'], parts)
    else if (parts.length > 0 && staging.options.rejectSample > 0) sample(staging, aside, parts)
    return
  }
  if (!read) return
  const columns = neededColumns(staging, aside)
  const parts = aside.from.flatMap((from) => removedPart(staging, aside, from, columns))
  tabulate(staging, aside, idsOf(columns), parts, columns)
}

function factsOf(staging: Staging, aside: Aside, from: RelationId): readonly Fact[] {
  const removed = staging.removed.get(`${from}:${aside.port}`)
  if (removed !== undefined) return [removed.fact]
  return staging.wiring.relations.get(from)?.op === 'join' ? [] : (staging.asideFacts.get(from) ?? [])
}

const nodesOf = (aside: Aside): readonly string[] => [aside.node]

function tabulate(staging: Staging, aside: Aside, names: readonly string[], parts: readonly Part[], columns = aside.columns): void {
  const table = nextTable(staging, 'a')
  const types = names.map((name) => {
    const column = columns.find((candidate) => candidate.id === name)
    return `CAST(NULL AS ${column === undefined ? 'VARCHAR' : printType(column.type)}) AS ${name}`
  })
  const nodes = nodesOf(aside)
  staging.steps.push({ kind: 'run', nodes, reads: [], sql: `CREATE TEMP TABLE ${table} AS SELECT ${types.join(', ')} LIMIT 0` })
  for (const part of parts)
    staging.steps.push({ kind: 'run', nodes, reads: [table, ...part.reads], sql: `INSERT INTO ${table} ${part.sql}` })
  staging.steps.push(countStep(nodes, [table], [[table, `SELECT count(*) FROM ${table}`]]))
  staging.rowFacts.set(aside.id, [table])
  staging.views.set(aside.id, tableView(table, null))
}

function sample(staging: Staging, aside: Aside, parts: readonly Part[]): void {
  const union = parts.map((part) => `(${part.sql})`).join(' UNION ALL ')
  staging.steps.push({
    kind: 'inbox',
    nodes: nodesOf(aside),
    node: aside.node,
    reads: parts.flatMap((part) => part.reads),
    sql: `${union} LIMIT ${staging.options.rejectSample}`,
    names: aside.columns.slice(0, -ERROR_COLUMNS.length).map((column) => column.name),
  })
}

/** The rejected rows of a scan or a split: the node's columns as text, the error columns, and all failures as JSON. */
function rejectedPart(staging: Staging, aside: Aside, from: RelationId): readonly Part[] {
  const operator = staging.wiring.relations.get(from)
  const own = aside.columns.slice(0, -ERROR_COLUMNS.length)
  if (operator?.op === 'scan') {
    const table = staging.rejectTables.get(from)
    if (table === undefined) return []
    const missing = own.map((column) => `NULL AS ${column.id}`)
    const source = `${quoteText(staging.options.label(operator.node))} AS source`
    const fields = ['code', 'col', 'message', 'value', source, 'line', 'NULL AS f']
    return [{ sql: `SELECT ${[...missing, ...fields].join(', ')} FROM ${table} ORDER BY rowid`, reads: [table] }]
  }
  return operator?.op === 'split' ? splitPart(staging, aside, own, operator) : []
}

function splitPart(staging: Staging, aside: Aside, own: readonly Column[], split: Split): readonly Part[] {
  const kept = staging.kept.get(split.id)
  if (kept === undefined) return []
  const { segment, table, verdict } = kept
  const types = new Map([...segment.base.columns, ...segment.ops.flatMap((op) => op.columns)].map((column) => [column.id, column.type]))
  const rows = aside.source.map((id, index): { name: string; value: Scalar } => {
    const type = types.get(id)
    const value: Scalar = type === undefined ? { kind: 'literal', value: null, type: { kind: 'text' } } : textOf({ kind: 'column', id, type })
    return { name: own[index]!.id, value }
  })
  const whens = split.failures.flatMap((failure, i) => [
    { name: `w${i}`, value: failure.when },
    { name: `x${i}`, value: textOf(failure.value) },
  ])
  const ops = segment.ops.slice(0, segment.ops.indexOf(split) + 1)
  const base = tableView(table, `v = ${verdict}`).select
  const inner = printLayers(base, { ops, checks: [], wanted: [], extra: [...rows, ...whens], ordinal: true })
  const source = segment.base.op === 'scan' ? quoteText(staging.options.label(segment.base.node)) : 'NULL'
  const columns = [...own.map((column) => column.id), ...errorFields(staging, split.failures), source, 'NULL', failureList(split.failures)]
  return [{ sql: `SELECT ${columns.join(', ')} FROM (${inner}) ORDER BY o`, reads: [table] }]
}

/** Stops the run at the first row with a failure that must not happen. */
export function stageStops(staging: Staging, split: Split): void {
  const kept = staging.kept.get(split.id)
  if (kept === undefined) return
  const { segment, table, verdict } = kept
  const ops = segment.ops.slice(0, segment.ops.indexOf(split) + 1)
  const base = tableView(table, `v = ${verdict}`).select
  for (const failure of split.failures) {
    if (failure.stop !== true) continue
    const extra = [{ name: 'w0', value: failure.when }, { name: 'x0', value: textOf(failure.value) }] // prettier-ignore
    const [, col, message, value] = errorFields(staging, [failure])
    const inner = printLayers(base, { ops, checks: [], wanted: [], extra, ordinal: true })
    const sql = `SELECT ${col ?? 'NULL'}, ${message ?? 'NULL'}, ${value ?? 'NULL'} FROM (${inner}) WHERE w0 ORDER BY o LIMIT 1`
    staging.steps.push({ kind: 'stop', nodes: [split.node], node: split.node, code: failure.code, reads: [table], sql })
  }
}

/** A CASE over the failures: the first that holds gives the value. */
const first = (failures: readonly Failure[], value: (failure: Failure, index: number) => string): string =>
  failures.length === 1
    ? value(failures[0]!, 0)
    : `CASE ${failures.map((failure, i) => `WHEN w${i} THEN ${value(failure, i)}`).join(' ')} END`

const VALUE_MARK = '\u{E000}value\u{E000}'

function errorFields(staging: Staging, failures: readonly Failure[]): readonly string[] {
  const messages = failures.map((failure, i) => {
    const text = staging.options.message(failure.code, { ...failure.params, column: failure.column, value: VALUE_MARK })
    const parts = text.split(VALUE_MARK).map(quoteText)
    return `CASE WHEN w${i} THEN ${parts.join(` || coalesce(x${i}, '') || `)} END`
  })
  return [
    first(failures, (failure) => quoteText(failure.code)),
    first(failures, (failure) => (failure.column === '' ? 'NULL' : quoteText(failure.column))),
    `concat_ws('; ', ${messages.join(', ')})`,
    first(failures, (_failure, i) => `x${i}`),
  ]
}

/** All failures of the row as a JSON list when one could hide others. */
function failureList(failures: readonly Failure[]): string {
  if (failures.length < 2) return 'NULL'
  const items = failures.map((failure, i) => {
    const head = `{"code":${JSON.stringify(failure.code)},"column":${JSON.stringify(failure.column)},"value":`
    return `CASE WHEN w${i} THEN ${quoteText(head)} || coalesce(to_json(x${i})::VARCHAR, 'null') || '}' END`
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
    const base = tableView(kept.table, `v = ${kept.verdict}`).select
    return [{ sql: printLayers(base, { ops, checks: [], wanted: ids }), reads: [kept.table] }]
  }
  const removed = staging.removed.get(`${from}:${aside.port}`)
  if (removed === undefined) return []
  const input = viewOf(staging, removed.input)
  const sql = `SELECT ${ids.join(', ')} FROM (${input.select(ids, true)}) WHERE ${removed.where} ORDER BY o`
  return [{ sql, reads: [...input.reads, ...removed.reads] }]
}
