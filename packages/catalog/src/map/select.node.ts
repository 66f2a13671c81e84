import type { Column, ProjectEntry, Relation } from '@sluice/plan'
import { boolean, choice, column, columns, items, text, type ConfigOf } from '../kit/fields.ts'
import { defineNode, ROWS, ROWS_IN, type LowerContext } from '../kit/node.ts'
import { reportDuplicates } from '../kit/typed-columns.ts'

const fields = {
  mode: choice(['keep', 'drop'], 'keep'),
  keep: items({ column: column(), name: text({ maxLength: 1_000 }) }, { min: 1, when: { field: 'mode', is: ['keep'] } }),
  others: boolean(false, { when: { field: 'mode', is: ['keep'] } }),
  columns: columns({ required: true, when: { field: 'mode', is: ['drop'] } }),
}
type Context = LowerContext<ConfigOf<typeof fields>>

/** The named columns in their order and under their new names, then the others when they stay. */
function kept(context: Context, input: Relation): readonly ProjectEntry[] {
  const { keep, others } = context.config
  const used = new Set<string>()
  const entries = keep.flatMap((entry, index): readonly Column[] => {
    const found = context.column(input, entry.column, ['keep', index, 'column'])
    if (found === undefined) return []
    if (used.has(found.id)) {
      context.problem('error', 'column-twice', ['keep', index, 'column'], { name: found.name })
      return []
    }
    used.add(found.id)
    return [{ ...found, name: entry.name === '' ? found.name : entry.name }]
  })
  const rest = others ? input.columns.filter((c) => !used.has(c.id)) : []
  const all = [...entries, ...rest]
  const names = all.map((c) => c.name)
  reportDuplicates(context, names, (index) => (index < keep.length ? ['keep', index, 'name'] : ['keep']))
  return all
}

function remaining(context: Context, input: Relation): readonly ProjectEntry[] {
  const dropped = new Set(context.config.columns.map((name, index) => context.column(input, name, ['columns', index])?.id))
  const rest = input.columns.filter((c) => !dropped.has(c.id))
  if (rest.length === 0 && input.columns.length > 0) context.problem('error', 'no-columns-left', ['columns'])
  return rest
}

/** Chooses, renames and orders columns, or drops some. */
export const mapSelect = defineNode({
  type: 'map.select',
  version: 1,
  group: 'map',
  icon: 'columns-3',
  fields,
  inputs: ROWS_IN,
  outputs: [ROWS],
  summary: ({ mode, keep, others, columns: dropped }) => {
    if (mode === 'drop') return dropped.length === 0 ? { key: 'empty' } : { key: 'drop', params: { columns: dropped.join(', ') } }
    return keep.length === 0 ? { key: 'empty' } : { key: others ? 'first' : 'keep', params: { count: keep.length } }
  },
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    const entries = context.config.mode === 'keep' ? kept(context, input) : remaining(context, input)
    return { rows: entries.length === 0 ? input : context.plan.project(input, entries) }
  },
})
