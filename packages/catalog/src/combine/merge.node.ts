import { call, col, INTEGER, LIST, literal, type Column, type Relation, type Scalar } from '@sluice/plan'
import { boolean, choice, column, columns, items, strings, type ConfigOf } from '../kit/fields.ts'
import { findColumn } from '../kit/column-lookup.ts'
import { nearestName, suggested } from '../kit/nearest-name.ts'
import { CONFLICTS, defineNode, REJECTED, ROWS, type LowerContext } from '../kit/node.ts'
import { asText, textLiteral } from '../kit/terms.ts'
import type { Path } from '../kit/walk-fields.ts'
import { alignByName, appendInputs } from './align-inputs.ts'
import { conflictRows } from './merge-conflicts.ts'
import { lacksKey, SURVIVORS, survivor, survivorFields, type Survivor } from './merge-rules.ts'

const byDefault = (...rules: readonly Survivor[]) => ({ field: 'rule', is: rules }) as const

const fields = {
  columns: columns({ port: 'in', required: true }),
  rule: choice(SURVIVORS, 'priority'),
  priority: strings({ when: byDefault('priority') }),
  by: column({ port: 'in', when: byDefault('newest') }),
  fields: items({ column: column({ port: 'in' }), ...survivorFields }),
  ignoreCase: boolean(false, { advanced: true }),
  blankIsMissing: boolean(true, { advanced: true }),
  sourcesColumn: column({ port: 'in', required: false, free: true, advanced: true }),
}
type Context = LowerContext<ConfigOf<typeof fields>>
type Settings = Pick<ConfigOf<typeof fields>, 'rule' | 'priority' | 'by'>

/** A column that some input has; says so when none has it. */
function find(context: Context, relation: Relation, name: string, path: Path, internal: number): Column | undefined {
  const found = findColumn(relation, name)
  if (found !== undefined && relation.columns.indexOf(found) < relation.columns.length - internal) return found
  const names = relation.columns.slice(0, -internal).map((c) => c.name)
  if (name !== '') context.problem('error', 'unknown-column', path, suggested(name, nearestName(name, names)))
  return undefined
}

/** The inputs that are named, by their number. A name is the label or the id of the node a connection comes from. */
function preferredInputs(context: Context, names: readonly string[], path: Path): readonly number[] {
  const inputs = context.inputs('in')
  return names.flatMap((name, index) => {
    const found = inputs.findIndex((input) => input.node === name || input.label === name)
    if (found >= 0) return [found]
    const known = inputs.map((input) => input.label)
    context.problem('error', 'unknown-source', [...path, 'priority', index], suggested(name, nearestName(name, known)))
    return []
  })
}

/** Internal columns behind those that the inputs have: number and label of the input. */
const INTERNAL = 2

/** Merges the records of several sources into one per key, field by field. */
export const combineMerge = defineNode({
  type: 'combine.merge',
  version: 1,
  group: 'combine',
  icon: 'arrow-merge-both',
  fields,
  inputs: [{ name: 'in', many: true }],
  outputs: [ROWS, CONFLICTS, REJECTED],
  summary: ({ columns: keys, rule }) => (keys.length === 0 ? { key: 'empty' } : { key: rule, params: { columns: keys.join(', ') } }),
  lower: (context) => {
    const { config, plan, problem } = context
    const inputs = context.inputs('in')
    if (inputs.length === 0) return {}
    if (inputs.length === 1) problem('warning', 'single-input', ['inputs', 'in'])
    const aligned = alignByName(context, inputs)
    const all = appendInputs(context, aligned, (input, index) => [
      { name: 'source number', value: literal(String(index), INTEGER) },
      { name: 'source', value: textLiteral(input.label) },
    ])
    const own = all.columns.slice(0, -INTERNAL)
    const [ordinal, label] = all.columns.slice(-INTERNAL)
    const keys = config.columns.map((name, index) => find(context, all, name, ['columns', index], INTERNAL)).filter((c) => c !== undefined)
    aligned.inputs.forEach((input) => {
      const lacking = keys.filter((key) => input.columns[own.indexOf(key)] === undefined).map((key) => key.name)
      if (lacking.length > 0) problem('error', 'key-lacking', ['columns'], { input: input.label, columns: lacking.join(', ') })
    })
    if (keys.length === 0 || keys.length < config.columns.length || ordinal === undefined || label === undefined) return {}
    const { blankIsMissing } = config
    const rows = plan.split(all, keys.map((key) => ({ code: 'missing-key', column: key.name, when: lacksKey([key], blankIsMissing), value: asText(col(key)), params: {} }))) // prettier-ignore
    const merged = mergeRows(context, { rows, own, keys, ordinal, label })
    return { rows: merged.result, conflicts: merged.conflicts, rejected: plan.rejected([rows], own) }
  },
})

interface Rows {
  readonly rows: Relation
  readonly own: readonly Column[]
  readonly keys: readonly Column[]
  readonly ordinal: Column
  readonly label: Column
}

function measureOf(context: Context, { rows, ordinal }: Rows, field: Column) {
  const { config } = context
  const index = config.fields.findIndex((entry) => findColumn(rows, entry.column)?.id === field.id)
  const rule: Settings = config.fields[index] ?? config
  const path: Path = index < 0 ? [] : ['fields', index]
  const by = rule.rule === 'newest' ? find(context, rows, rule.by, [...path, 'by'], INTERNAL) : undefined
  const preferred = rule.rule === 'priority' ? preferredInputs(context, rule.priority, path) : []
  const settings = { ordinal, blankIsMissing: config.blankIsMissing }
  return { name: field.name, type: field.type, ...survivor(rule.rule, field, settings, preferred, by) }
}

/** One row per key, and the values that lost. */
function mergeRows(context: Context, given: Rows): { readonly result: Relation; readonly conflicts: Relation | undefined } {
  const { config, plan, problem } = context
  const { rows, own, keys, ordinal, label } = given
  const fold = (value: Scalar): Scalar => (config.ignoreCase && value.type.kind === 'text' ? call('lower', [value]) : value)
  const isKey = new Set(keys.map((key) => key.id))
  const others = own.filter((field) => !isKey.has(field.id))
  config.fields.forEach((entry, index) => {
    const found = find(context, rows, entry.column, ['fields', index, 'column'], INTERNAL)
    if (found !== undefined && isKey.has(found.id)) problem('error', 'rule-for-key', ['fields', index, 'column'], { name: found.name })
  })
  const sources =
    config.sourcesColumn === '' ? [] : [{ name: config.sourcesColumn, type: LIST, fn: 'list-distinct' as const, value: col(label) }]
  if (config.sourcesColumn !== '' && own.some((c) => c.name === config.sourcesColumn))
    problem('error', 'duplicate-column', ['sourcesColumn'], { name: config.sourcesColumn })
  // Texts are compared letter by letter, so that the key of a group is what each of its rows has; other keys may differ in form.
  const shownApart = keys.filter((key) => key.type.kind !== 'text' || config.ignoreCase)
  const grouped = plan.aggregate(
    rows,
    keys.map((key) => ({ name: key.name, value: fold(col(key)) })),
    [
      ...shownApart.map((key) => ({ name: key.name, type: key.type, fn: 'first-value' as const, value: col(key) })),
      ...others.map((field) => measureOf(context, given, field)),
      ...sources,
    ],
  )
  const before = keys.length + shownApart.length
  const shownKeys = keys.flatMap((key, i) => grouped.columns[shownApart.includes(key) ? keys.length + shownApart.indexOf(key) : i] ?? [])
  const winners = grouped.columns.slice(before, before + others.length)
  // The columns leave in the order in which they arrived, keys included.
  const places = new Map([...keys.map((key, i) => [key.id, shownKeys[i]] as const), ...others.map((field, i) => [field.id, winners[i]] as const)]) // prettier-ignore
  const ordered = own.map((field) => places.get(field.id)).filter((c) => c !== undefined)
  const result = plan.project(grouped, [...ordered, ...grouped.columns.slice(before + others.length)])
  const conflicts = conflictRows({
    plan,
    rows,
    merged: grouped,
    on: keys.map((key, i) => ({ left: fold(col(key)), right: col(grouped.columns[i] ?? key) })),
    keys: shownKeys,
    fields: others.flatMap((field, i) => (winners[i] === undefined ? [] : [{ field, winner: winners[i] }])),
    label,
    settings: { ordinal, blankIsMissing: config.blankIsMissing },
  })
  return { result, conflicts }
}
