import { call } from '@sluice/plan'
import { choice, columns } from '../kit/fields.ts'
import { defineNode, ROWS, ROWS_IN } from '../kit/node.ts'
import { rewriteTexts } from '../kit/rewrite-texts.ts'

/** Changes the case of texts. */
export const cleanCase = defineNode({
  type: 'clean.case',
  version: 1,
  group: 'clean',
  icon: 'letter-case',
  fields: {
    columns: columns(),
    mode: choice(['upper', 'lower', 'title', 'sentence'], 'lower'),
  },
  inputs: ROWS_IN,
  outputs: [ROWS],
  summary: ({ columns: names, mode }) => ({ key: names.length === 0 ? `${mode}-every` : mode, params: { columns: names.join(', ') } }),
  lower: (context) => rewriteTexts(context, (text) => call(context.config.mode, [text])),
})
