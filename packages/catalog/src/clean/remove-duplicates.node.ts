import { call, col, type Column, type Scalar, type SortKey } from '@sluice/plan'
import { chosenColumns } from '../kit/chosen-columns.ts'
import { boolean, choice, column, columns } from '../kit/fields.ts'
import { defineNode, REMOVED, ROWS, ROWS_IN } from '../kit/node.ts'

/** Keeps one row of those with the same key; the others leave at the port `removed`. */
export const cleanRemoveDuplicates = defineNode({
  type: 'clean.remove-duplicates',
  version: 1,
  group: 'clean',
  icon: 'copy-off',
  fields: {
    columns: columns(),
    ignoreCase: boolean(false),
    keep: choice(['first', 'last', 'greatest', 'least'], 'first'),
    by: column({ when: { field: 'keep', is: ['greatest', 'least'] } }),
    ties: choice(['first', 'last'], 'first', { advanced: true, when: { field: 'keep', is: ['greatest', 'least'] } }),
  },
  inputs: ROWS_IN,
  outputs: [ROWS, REMOVED],
  summary: ({ columns: names, keep, by }) => ({
    key: names.length === 0 ? `${keep}-row` : keep,
    params: { columns: names.join(', '), by },
  }),
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    const { config, plan } = context
    const keyOf = (key: Column): Scalar => (config.ignoreCase && key.type.kind === 'text' ? call('lower', [col(key)]) : col(key))
    const keys = chosenColumns(context, input, config.columns).map(keyOf)
    const ordered = config.keep === 'greatest' || config.keep === 'least'
    const by = ordered ? context.column(input, config.by, ['by']) : undefined
    if (keys.length === 0 || (ordered && by === undefined)) return { rows: input, removed: input }
    const orderBy: readonly SortKey[] =
      by === undefined ? [] : [{ value: col(by), direction: config.keep === 'greatest' ? 'descending' : 'ascending', missing: 'last' }]
    const kept = plan.firstPerKey(input, keys, orderBy, ordered ? config.ties : config.keep === 'last' ? 'last' : 'first')
    return { rows: kept, removed: plan.removed(kept, input.columns) }
  },
})
