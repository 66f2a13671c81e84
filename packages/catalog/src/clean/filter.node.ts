import { and, coalesce, literal, or, type Relation, type Scalar } from '@sluice/plan'
import { conditionFields, conditionScalar } from '../kit/conditions.ts'
import { boolean, choice, expression, items, type ConfigOf } from '../kit/fields.ts'
import { attempted, splitFailures } from '../kit/guarded.ts'
import { defineNode, REJECTED, REMOVED, ROWS, ROWS_IN, type LowerContext } from '../kit/node.ts'

const builder = { field: 'mode', is: ['conditions'] } as const

const fields = {
  mode: choice(['conditions', 'expression'], 'conditions'),
  match: choice(['all', 'any'], 'all', { when: builder }),
  conditions: items(conditionFields, { min: 1, when: builder }),
  ignoreCase: boolean(false, { when: builder }),
  whenMissing: choice(['remove', 'keep'], 'remove', { when: builder }),
  expression: expression({ result: 'boolean', when: { field: 'mode', is: ['expression'] } }),
}
type Config = ConfigOf<typeof fields>

/** The condition under which a row is kept; undefined after a problem. */
function predicate(context: LowerContext<Config>, input: Relation): Scalar | undefined {
  const { config } = context
  if (config.mode === 'expression') {
    const scalar = context.expression(input, config.expression, ['expression'])
    if (scalar === undefined || scalar.type.kind === 'boolean') return scalar
    context.problem('error', 'not-a-condition', ['expression'], { from: 0, to: config.expression.length })
    return undefined
  }
  const settings = { ignoreCase: config.ignoreCase, whenMissing: config.whenMissing === 'keep' }
  const conditions = config.conditions.map((c, index) => conditionScalar(context, input, c, ['conditions', index], settings))
  const known = conditions.filter((condition) => condition !== undefined)
  if (known.length < conditions.length || known.length === 0) return undefined
  return config.match === 'all' ? and(...known) : or(...known)
}

/** Keeps the rows that meet a condition; the others leave at the port `removed`. */
export const cleanFilter = defineNode({
  type: 'clean.filter',
  version: 1,
  group: 'clean',
  icon: 'filter',
  fields,
  inputs: ROWS_IN,
  outputs: [ROWS, REMOVED, REJECTED],
  summary: ({ mode, match, conditions, expression: text }) => {
    if (mode === 'expression') return text === '' ? { key: 'empty' } : { key: 'expression', params: { expression: text } }
    const [first] = conditions
    if (first === undefined) return { key: 'empty' }
    if (conditions.length > 1) return { key: match, params: { count: conditions.length } }
    return { key: 'one', params: { column: first.column, operator: first.operator, value: first.value } }
  },
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    const condition = predicate(context, input)
    if (condition === undefined) return { rows: input, removed: input }
    const computable = splitFailures(context.plan, input, [{ name: '', value: condition }])
    const kept = context.plan.filter(computable, coalesce(attempted(condition), literal(false)))
    return {
      rows: kept,
      removed: context.plan.removed(kept, input.columns),
      rejected: context.plan.rejected([computable], input.columns),
    }
  },
})
