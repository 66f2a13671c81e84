import { and, call, coalesce, col, convertible, gt, INTEGER, isMissing, isPresent, literal, not, or, type Column, type Failure, type Relation, type Scalar } from '@sluice/plan' // prettier-ignore
import { boolean, type ConfigOf } from '../kit/fields.ts'
import { attempted } from '../kit/guarded.ts'
import { defineNode, REJECTED, ROWS, ROWS_IN, type LowerContext } from '../kit/node.ts'
import { asText, textLiteral } from '../kit/terms.ts'
import { typeOf } from '../kit/typed-value.ts'
import { askReference, type Answers } from './validate-reference.ts'
import { breach, REFERENCE, rulesField, type Rule } from './validate-rules.ts'

const fields = { rules: rulesField, blankIsMissing: boolean(true, { advanced: true }) }
type Context = LowerContext<ConfigOf<typeof fields>>

const lacks = (context: Context, column: Column): Scalar =>
  context.config.blankIsMissing && column.type.kind === 'text' ? call('is_blank', [col(column)]) : isMissing(col(column))

/** The key of a `unique` rule; undefined after a problem. */
function uniqueKey(context: Context, input: Relation, rule: Rule, index: number): readonly Column[] | undefined {
  const first = context.column(input, rule.column, ['rules', index, 'column'])
  const others = rule.with.map((name, at) => context.column(input, name, ['rules', index, 'with', at]))
  const key = [first, ...others].filter((column) => column !== undefined)
  return key.length < others.length + 1 ? undefined : [...new Set(key)]
}

/** Rows whose key occurs more than once fail, all of them: which one is right can't be known. A key with a missing part is no key. */
function uniqueFailure(context: Context, key: readonly Column[], count: Column): Failure {
  const [first] = key
  const value = key.length === 1 && first !== undefined ? asText(col(first)) : call('concat', key.flatMap((c, i) => (i === 0 ? [col(c)] : [textLiteral(', '), col(c)]))) // prettier-ignore
  const whole = not(or(...key.map((column) => lacks(context, column))))
  const columns = key.map((column) => column.name).join(', ')
  return {
    code: 'not-unique',
    column: first?.name ?? '',
    when: and(whole, gt(col(count), literal('1', INTEGER))),
    value,
    params: { columns },
  }
}

function expressionFailure(context: Context, input: Relation, rule: Rule, index: number): Failure | undefined {
  const scalar = context.expression(input, rule.expression, ['rules', index, 'expression'])
  if (scalar === undefined) return undefined
  if (scalar.type.kind !== 'boolean') {
    context.problem('error', 'not-a-condition', ['rules', index, 'expression'], { from: 0, to: rule.expression.length })
    return undefined
  }
  const holds = coalesce(attempted(scalar), literal(false))
  return { code: 'rule-broken', column: '', when: not(holds), value: literal(null), params: { rule: rule.expression } }
}

function failureOf(context: Context, input: Relation, { found: answers }: Answers, rule: Rule, index: number): Failure | undefined {
  if (rule.rule === 'expression') return expressionFailure(context, input, rule, index)
  const column = context.column(input, rule.column, ['rules', index, 'column'])
  if (column === undefined) return undefined
  const value = asText(col(column))
  if (rule.rule === 'required') return { code: 'value-required', column: column.name, when: lacks(context, column), value, params: {} }
  if (rule.rule === 'type' && !convertible(column.type, typeOf(rule.type))) {
    context.problem('error', 'cannot-convert', ['rules', index, 'type'], { from: column.type.kind, to: rule.type })
    return undefined
  }
  const there = context.config.blankIsMissing && column.type.kind === 'text' ? not(lacks(context, column)) : isPresent(col(column))
  if (rule.rule === 'reference') {
    const asked = answers.get(index)
    if (asked === undefined) return undefined
    return {
      code: 'not-in-reference',
      column: column.name,
      when: and(there, not(col(asked.answer))),
      value,
      params: { reference: asked.name },
    }
  }
  const found = breach(context, rule, column, ['rules', index])
  if (found === undefined) return undefined
  return { code: found.code, column: column.name, when: and(there, found.when), value, params: found.params }
}

/** Checks rows against rules; a row that breaks some is rejected with all of them. */
export const cleanValidate = defineNode({
  type: 'clean.validate',
  version: 1,
  group: 'clean',
  icon: 'shield-check',
  fields,
  inputs: [...ROWS_IN, { name: REFERENCE, required: false }],
  outputs: [ROWS, REJECTED],
  summary: ({ rules }) => {
    const [first] = rules
    if (first === undefined) return { key: 'empty' }
    return rules.length === 1 ? { key: first.rule, params: { column: first.column } } : { key: 'many', params: { count: rules.length } }
  },
  lower: (context) => {
    const input = context.input()
    if (input === undefined) return {}
    const { config, plan } = context
    const keys = config.rules.map((rule, index) => (rule.rule === 'unique' ? uniqueKey(context, input, rule, index) : undefined))
    let counted = input
    const counts = keys.map((key): Column | undefined => {
      if (key === undefined) return undefined
      counted = plan.window(counted, key.map(col), [{ name: 'occurrences', fn: 'count' }])
      return counted.columns.at(-1)
    })
    const answers = askReference(context, input, counted)
    const failures = config.rules.map((rule, index) => {
      const [key, count] = [keys[index], counts[index]]
      if (rule.rule !== 'unique') return failureOf(context, input, answers, rule, index)
      return key === undefined || count === undefined ? undefined : uniqueFailure(context, key, count)
    })
    const valid = plan.split(
      answers.rows,
      failures.filter((failure) => failure !== undefined),
    )
    return {
      rows: answers.rows === input ? valid : plan.project(valid, input.columns),
      rejected: plan.rejected([valid], input.columns),
    }
  },
})
