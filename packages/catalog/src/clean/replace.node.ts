import { call, caseWhen, eq, patternProblem, type Scalar } from '@sluice/plan'
import { boolean, choice, columns, items, text, type ConfigOf } from '../kit/fields.ts'
import { defineNode, ROWS, ROWS_IN, type LowerContext } from '../kit/node.ts'
import { emptyToMissing, rewriteTexts } from '../kit/rewrite-texts.ts'
import { textLiteral } from '../kit/terms.ts'

const fields = {
  columns: columns(),
  mode: choice(['part', 'cell', 'regex'], 'part'),
  pairs: items({ find: text({ code: true }), with: text({ code: true }) }, { min: 1, default: [{ find: '', with: '' }] }),
  ignoreCase: boolean(false),
  emptyToMissing: boolean(false),
}
type Config = ConfigOf<typeof fields>

const escaped = (found: string): string => found.replace(/[\\^$.*+?()[\]{}|-]/g, '\\$&')

/** One replacement applied to a text. */
function replaced(value: Scalar, pair: Config['pairs'][number], { mode, ignoreCase }: Config): Scalar {
  if (mode === 'cell') {
    const [left, right] = ignoreCase ? [call('lower', [value]), pair.find.toLowerCase()] : [value, pair.find]
    return caseWhen([{ when: eq(left, textLiteral(right)), then: textLiteral(pair.with) }], value)
  }
  if (mode === 'part' && !ignoreCase) return call('replace', [value, textLiteral(pair.find), textLiteral(pair.with)])
  const pattern = mode === 'regex' ? pair.find : escaped(pair.find)
  // In a pattern's replacement a backslash has a meaning; a literal one is written twice.
  const replacement = mode === 'regex' ? pair.with : pair.with.replaceAll('\\', '\\\\')
  return call('replace_regex', [value, textLiteral(ignoreCase ? `(?i)${pattern}` : pattern), textLiteral(replacement)])
}

function checkPairs({ config, problem }: LowerContext<Config>): boolean {
  const faults = config.pairs.map((pair, index): boolean => {
    const path = ['pairs', index, 'find']
    if (pair.find === '' && config.mode !== 'cell') {
      problem('error', 'setting-required', path)
      return true
    }
    const reason = config.mode === 'regex' ? patternProblem(pair.find) : undefined
    if (reason !== undefined) problem('error', 'bad-pattern', path, { reason })
    return reason !== undefined
  })
  return !faults.includes(true)
}

/** Replaces parts of texts, whole cells, or what a pattern finds; the pairs are applied one after another. */
export const cleanReplace = defineNode({
  type: 'clean.replace',
  version: 1,
  group: 'clean',
  icon: 'replace',
  fields,
  inputs: ROWS_IN,
  outputs: [ROWS],
  summary: ({ pairs }) => {
    const [first] = pairs
    if (first === undefined || (pairs.length === 1 && first.find === '' && first.with === '')) return { key: 'empty' }
    return pairs.length === 1
      ? { key: 'one', params: { find: first.find, with: first.with } }
      : { key: 'many', params: { count: pairs.length } }
  },
  lower: (context) => {
    if (!checkPairs(context)) return { rows: context.input() }
    return rewriteTexts(context, (value) => {
      const result = context.config.pairs.reduce((before, pair) => replaced(before, pair, context.config), value)
      return context.config.emptyToMissing ? emptyToMissing(result) : result
    })
  },
})
