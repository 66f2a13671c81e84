import {
  call,
  col,
  commonType,
  convertTo,
  formatType,
  type Column,
  type ColumnId,
  type Join,
  type Relation,
  type Scalar,
} from '@sluice/plan'
import { boolean, choice, column, columns, items, text, type ConfigOf } from '../kit/fields.ts'
import { defineNode, REMOVED, ROWS, UNMATCHED_LEFT, UNMATCHED_RIGHT, type Leaving, type LowerContext } from '../kit/node.ts'
import { asText } from '../kit/terms.ts'
import { joinColumns } from './join-columns.ts'

const WITH_RIGHT = ['inner', 'left', 'right', 'full'] as const
const showsRight = { field: 'kind', is: WITH_RIGHT } as const

const fields = {
  kind: choice([...WITH_RIGHT, 'semi', 'anti'], 'inner'),
  keys: items({ left: column({ port: 'left' }), right: column({ port: 'right' }) }, { min: 1 }),
  ignoreCase: boolean(false),
  keyTypes: choice(['refuse', 'text'], 'refuse', { advanced: true }),
  mergeKeys: boolean(true, { advanced: true, when: showsRight }),
  rightColumns: columns({ port: 'right', advanced: true, when: showsRight }),
  suffix: text({ default: ' (right)', maxLength: 100, required: true, advanced: true, when: showsRight }),
}
type Context = LowerContext<ConfigOf<typeof fields>>

interface Key {
  readonly left: Column
  readonly right: Column
  readonly on: Join['on'][number]
}

/** Both sides of a key pair in one type; undefined after a problem. */
function keyScalars({ config, problem }: Context, left: Column, right: Column, index: number): Join['on'][number] | undefined {
  const fold = (value: Scalar): Scalar => (config.ignoreCase && value.type.kind === 'text' ? call('lower', [value]) : value)
  const common = commonType(left.type, right.type)
  if (common !== undefined) return { left: fold(convertTo(col(left), common)), right: fold(convertTo(col(right), common)) }
  if (config.keyTypes === 'text') return { left: fold(asText(col(left))), right: fold(asText(col(right))) }
  problem('error', 'key-types-differ', ['keys', index], { left: left.name, leftType: formatType(left.type), right: right.name, rightType: formatType(right.type) }) // prettier-ignore
  return undefined
}

function readKeys(context: Context, left: Relation, right: Relation): readonly Key[] | undefined {
  const keys = context.config.keys.map((pair, index): Key | undefined => {
    const a = context.column(left, pair.left, ['keys', index, 'left'])
    const b = context.column(right, pair.right, ['keys', index, 'right'])
    const on = a === undefined || b === undefined ? undefined : keyScalars(context, a, b, index)
    return a === undefined || b === undefined || on === undefined ? undefined : { left: a, right: b, on }
  })
  const known = keys.filter((key) => key !== undefined)
  return known.length < keys.length || known.length === 0 ? undefined : known
}

/** The columns of the right side that are wanted; undefined when all are. */
function wantedRight(context: Context, right: Relation): ReadonlySet<ColumnId> | undefined {
  const { rightColumns } = context.config
  if (rightColumns.length === 0) return undefined
  return new Set(rightColumns.flatMap((name, index) => context.column(right, name, ['rightColumns', index])?.id ?? []))
}

/** Puts rows of two inputs together that have the same key. */
export const combineJoin = defineNode({
  type: 'combine.join',
  version: 1,
  group: 'combine',
  icon: 'arrows-join',
  fields,
  inputs: [{ name: 'left' }, { name: 'right' }],
  outputs: [ROWS, UNMATCHED_LEFT, UNMATCHED_RIGHT, REMOVED],
  summary: ({ kind, keys }) =>
    keys.length === 0
      ? { key: 'empty' }
      : { key: kind, params: { keys: keys.map((k) => (k.left === k.right ? k.left : `${k.left} = ${k.right}`)).join(', ') } },
  lower: (context): Leaving => {
    const [left, right] = [context.input('left'), context.input('right')]
    if (left === undefined || right === undefined) return {}
    const { config, plan } = context
    const keys = readKeys(context, left, right)
    if (keys === undefined) return {}
    const on = keys.map((key) => key.on)
    const { kind } = config
    if (kind === 'semi' || kind === 'anti') {
      const own = left.columns.map((c) => ({ name: c.name, type: c.type, side: 'left' as const, source: c.id }))
      const rows = plan.join({ kind, left, right, on, columns: own })
      return { rows, removed: plan.removed(rows, left.columns) }
    }
    // Keys that are equal but for their case are still two values worth seeing.
    const mergeKeys = config.mergeKeys && !config.ignoreCase
    const shown = joinColumns(left, right, keys, { mergeKeys, suffix: config.suffix, wanted: wantedRight(context, right) })
    const rows = plan.join({ kind, left, right, on, columns: shown })
    return {
      rows,
      ...((kind === 'inner' || kind === 'right') && { 'unmatched-left': plan.unmatched(rows, 'left', left.columns) }),
      ...((kind === 'inner' || kind === 'left') && { 'unmatched-right': plan.unmatched(rows, 'right', right.columns) }),
    }
  },
})
