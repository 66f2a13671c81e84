import {
  and,
  call,
  coalesce,
  col,
  eq,
  ge,
  isMissing,
  isPresent,
  le,
  literal,
  ne,
  not,
  patternProblem,
  type Column,
  type Relation,
  type Scalar,
} from '@sluice/plan'
import { choice, column, strings, text, type ConfigOf } from './fields.ts'
import type { LowerContext } from './node.ts'
import { asText, comparable, textLiteral } from './terms.ts'
import { typedValue } from './typed-value.ts'
import type { Path } from './walk-fields.ts'

const COMPARING = ['equals', 'not-equals', 'less', 'at-most', 'greater', 'at-least'] as const
const TEXTUAL = ['contains', 'not-contains', 'starts-with', 'ends-with', 'matches', 'not-matches'] as const
const OPERATORS = [...COMPARING, 'between', 'in-list', 'not-in-list', ...TEXTUAL, 'missing', 'present'] as const

/** One line of the condition builder. */
export const conditionFields = {
  column: column(),
  operator: choice(OPERATORS, 'equals'),
  value: text({ template: true, when: { field: 'operator', is: [...COMPARING, 'between', ...TEXTUAL] } }),
  upper: text({ template: true, when: { field: 'operator', is: ['between'] } }),
  values: strings({ required: true, when: { field: 'operator', is: ['in-list', 'not-in-list'] } }),
} as const
export type Condition = ConfigOf<typeof conditionFields>

export interface ConditionSettings {
  readonly ignoreCase: boolean
  /** What a comparison with a missing value counts as. */
  readonly whenMissing: boolean
}

const NUMBER_CALLS = { less: 'lt', 'at-most': 'le', greater: 'gt', 'at-least': 'ge' } as const

/** A condition as a yes/no scalar that is never missing; undefined after a problem. */
export function conditionScalar(
  context: Pick<LowerContext<unknown>, 'problem' | 'column'>,
  input: Relation,
  condition: Condition,
  path: Path,
  settings: ConditionSettings,
): Scalar | undefined {
  const column = context.column(input, condition.column, [...path, 'column'])
  if (column === undefined) return undefined
  if (condition.operator === 'missing') return isMissing(col(column))
  if (condition.operator === 'present') return isPresent(col(column))
  const held = comparison(context, column, condition, path, settings)
  return held === undefined ? undefined : coalesce(held, literal(settings.whenMissing))
}

function comparison(
  context: Pick<LowerContext<unknown>, 'problem'>,
  column: Column,
  condition: Condition,
  path: Path,
  settings: ConditionSettings,
): Scalar | undefined {
  const fold = (value: Scalar): Scalar => (settings.ignoreCase && value.type.kind === 'text' ? call('lower', [value]) : value)
  const subject = fold(comparable(column))
  const typed = (value: string, field: Path): Scalar | undefined => {
    const literal = typedValue(value, column.type)
    if (literal === undefined)
      context.problem('error', 'value-does-not-fit', [...path, ...field], { value, column: column.name, type: column.type.kind })
    return literal === undefined ? undefined : fold(literal)
  }
  switch (condition.operator) {
    case 'between': {
      const low = typed(condition.value, ['value'])
      const high = typed(condition.upper, ['upper'])
      return low && high && and(ge(subject, low), le(subject, high))
    }
    case 'in-list':
    case 'not-in-list': {
      const values = condition.values.map((value, index) => typed(value, ['values', index]))
      const known = values.filter((value) => value !== undefined)
      if (known.length < values.length || known.length === 0) return undefined
      const found = call('in_list', [subject, ...known])
      return condition.operator === 'in-list' ? found : not(found)
    }
    case 'equals':
    case 'not-equals': {
      const value = typed(condition.value, ['value'])
      return value && (condition.operator === 'equals' ? eq(subject, value) : ne(subject, value))
    }
    case 'less':
    case 'at-most':
    case 'greater':
    case 'at-least': {
      const value = typed(condition.value, ['value'])
      return value && call(NUMBER_CALLS[condition.operator], [subject, value])
    }
    default:
      return textual(context, fold(asText(col(column))), condition, path, settings)
  }
}

function textual(
  context: Pick<LowerContext<unknown>, 'problem'>,
  subject: Scalar,
  condition: Condition,
  path: Path,
  settings: ConditionSettings,
): Scalar | undefined {
  const { operator, value } = condition
  const wanted = textLiteral(settings.ignoreCase ? value.toLowerCase() : value)
  switch (operator) {
    case 'contains':
      return call('contains', [subject, wanted])
    case 'not-contains':
      return not(call('contains', [subject, wanted]))
    case 'starts-with':
      return call('starts_with', [subject, wanted])
    case 'ends-with':
      return call('ends_with', [subject, wanted])
    case 'matches':
    case 'not-matches': {
      const reason = patternProblem(value)
      if (reason !== undefined) {
        context.problem('error', 'bad-pattern', [...path, 'value'], { reason })
        return undefined
      }
      // The pattern keeps its case (`\D` is not `\d`); letters are folded by the flag instead.
      const found = call('matches_regex', [subject, textLiteral(settings.ignoreCase ? `(?i)${value}` : value)])
      return operator === 'matches' ? found : not(found)
    }
    default:
      return undefined
  }
}
