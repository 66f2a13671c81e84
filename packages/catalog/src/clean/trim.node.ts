import { call, type Scalar } from '@sluice/plan'
import { boolean, choice, columns } from '../kit/fields.ts'
import { defineNode, ROWS, ROWS_IN } from '../kit/node.ts'
import { emptyToMissing, rewriteTexts } from '../kit/rewrite-texts.ts'
import { textLiteral } from '../kit/terms.ts'

/** White space of Unicode, the full-width space and the zero-width ones included. */
const ANY_SPACE = '[\\s\\p{Z}\u0085\u200B-\u200D\u2060\uFEFF]+'

const trimmed = (text: Scalar, mode: 'ends' | 'collapse' | 'all'): Scalar => {
  if (mode === 'all') return call('replace_regex', [text, textLiteral(ANY_SPACE), textLiteral('')])
  return call(mode === 'ends' ? 'trim' : 'trim_all', [text])
}

/** Takes white space off texts, full-width spaces included. */
export const cleanTrim = defineNode({
  type: 'clean.trim',
  version: 1,
  group: 'clean',
  icon: 'space',
  fields: {
    columns: columns(),
    mode: choice(['ends', 'collapse', 'all'], 'collapse'),
    emptyToMissing: boolean(false),
  },
  inputs: ROWS_IN,
  outputs: [ROWS],
  summary: ({ columns: names, mode }) => ({ key: names.length === 0 ? `${mode}-every` : mode, params: { columns: names.join(', ') } }),
  lower: (context) => {
    const { mode, emptyToMissing: dropEmpty } = context.config
    return rewriteTexts(context, (text) => (dropEmpty ? emptyToMissing(trimmed(text, mode)) : trimmed(text, mode)))
  },
})
