import { col, commonType, convertTo, formatType, type Column, type Relation, type Scalar } from '@sluice/plan'
import type { LowerContext } from '../kit/node.ts'
import { REFERENCE, type Rule } from './validate-rules.ts'

type Context = Pick<LowerContext<{ readonly rules: readonly Rule[] }>, 'config' | 'column' | 'input' | 'plan' | 'problem'>

/** A rule that looks a value up: both sides in one type, and the name of the column that holds what is allowed. */
interface LookUp {
  readonly index: number
  readonly name: string
  readonly value: Scalar
  readonly among: Scalar
}

function lookUp(context: Context, input: Relation, other: Relation, rule: Rule, index: number): LookUp | undefined {
  const of = context.column(input, rule.column, ['rules', index, 'column'])
  const among = context.column(other, rule.referenceColumn, ['rules', index, 'referenceColumn'])
  if (of === undefined || among === undefined) return undefined
  const common = commonType(of.type, among.type)
  if (common !== undefined) return { index, name: among.name, value: convertTo(col(of), common), among: convertTo(col(among), common) }
  context.problem('error', 'types-differ', ['rules', index, 'referenceColumn'], { types: `${formatType(of.type)}, ${formatType(among.type)}` }) // prettier-ignore
  return undefined
}

/** What is known of the rows once the second input has been asked: by rule, the column that holds the answer and where it was looked up. */
export interface Answers {
  readonly rows: Relation
  readonly found: ReadonlyMap<number, { readonly answer: Column; readonly name: string }>
}

/** Looks values up in the second input. Its rows end here, also when no rule asks for them. */
export function askReference(context: Context, input: Relation, rows: Relation): Answers {
  const { config, plan, problem } = context
  const other = context.input(REFERENCE)
  const asking = config.rules.flatMap((rule, index) => (rule.rule === 'reference' ? [{ rule, index }] : []))
  if (other === undefined) {
    for (const { index } of asking) problem('error', 'reference-missing', ['rules', index, 'referenceColumn'])
    return { rows, found: new Map() }
  }
  if (asking.length === 0) problem('warning', 'reference-unused', ['inputs', REFERENCE])
  const lookUps = asking.map(({ rule, index }) => lookUp(context, input, other, rule, index)).filter((found) => found !== undefined)
  const asked = plan.exists(rows, other, lookUps.map(({ name, value, among }) => ({ name, value, among }))) // prettier-ignore
  const answers = asked.columns.slice(asked.columns.length - lookUps.length)
  return { rows: asked, found: new Map(lookUps.map(({ index, name }, i) => [index, { answer: answers[i]!, name }])) }
}
