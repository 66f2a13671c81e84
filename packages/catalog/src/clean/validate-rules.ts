import {
  and,
  call,
  col,
  convertTo,
  ge,
  gt,
  isMissing,
  le,
  literal,
  lt,
  not,
  or,
  patternProblem,
  INTEGER,
  type Column,
  type Scalar,
} from '@sluice/plan'
import { column, columns, choice, dataType, expression, items, optionalNumber, strings, text, type ConfigOf } from '../kit/fields.ts'
import type { LowerContext } from '../kit/node.ts'
import { asText, comparable, textLiteral } from '../kit/terms.ts'
import { typedValue, typeOf } from '../kit/typed-value.ts'
import type { Path } from '../kit/walk-fields.ts'

const RULES = [
  'required', 'unique', 'type', 'range', 'length', 'pattern', 'in-list', 'not-in-list', 'reference', 'email', 'phone', 'url', 'iban', 'resident-id',
  'credit-code', 'expression',
] as const // prettier-ignore
const ON_A_COLUMN = RULES.filter((rule) => rule !== 'expression')
const on = (...rules: readonly (typeof RULES)[number][]) => ({ field: 'rule', is: rules }) as const

/** The input whose values a rule may refer to. */
export const REFERENCE = 'reference'

/** One rule of the form. */
export const ruleFields = {
  rule: choice(RULES, 'required'),
  column: column({ when: { field: 'rule', is: ON_A_COLUMN } }),
  with: columns({ when: on('unique') }),
  type: dataType('integer', { when: on('type') }),
  least: text({ maxLength: 1_000, template: true, when: on('range') }),
  most: text({ maxLength: 1_000, template: true, when: on('range') }),
  shortest: optionalNumber({ min: 0, max: 1_000_000_000, when: on('length') }),
  longest: optionalNumber({ min: 0, max: 1_000_000_000, when: on('length') }),
  pattern: text({ maxLength: 2_000, code: true, required: true, when: on('pattern') }),
  values: strings({ required: true, when: on('in-list', 'not-in-list') }),
  /** The column of the second input that holds the values allowed. */
  referenceColumn: column({ port: REFERENCE, when: on('reference') }),
  expression: expression({ result: 'boolean', when: on('expression') }),
}
export const rulesField = items(ruleFields, { min: 1 })
export type Rule = ConfigOf<typeof ruleFields>

/** The address of a mailbox as HTML's e-mail field takes it (WHATWG HTML, valid e-mail address), with a dot in the host. */
const EMAIL =
  "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$"
/** An optional plus, then 7 to 15 digits (ITU-T E.164) with the usual marks between them. */
const PHONE = '^\\+?(?:[ ().-]{0,2}[0-9]){7,15}$'
const ADDRESS = '^(?i:https?)://[^\\s/?#]+(?:[/?#]\\S*)?$'

/** Numbers that hold their own check: the function that tells them and the code of those that fail. */
const CHECKED = {
  iban: { fn: 'is_iban', code: 'not-an-iban' },
  'resident-id': { fn: 'is_resident_id_cn', code: 'not-a-resident-id' },
  'credit-code': { fn: 'is_credit_code_cn', code: 'not-a-credit-code' },
} as const

/** When a value that is there breaks a rule, and the facts for the message. */
export interface Breach {
  readonly code: string
  readonly when: Scalar
  readonly params: Readonly<Record<string, string>>
}

const fullMatch = (value: Scalar, pattern: string): Scalar => call('matches_regex', [asText(value), textLiteral(pattern)])

function range(context: Pick<LowerContext<unknown>, 'problem'>, rule: Rule, of: Column, path: Path): Breach | undefined {
  const bound = (field: 'least' | 'most'): Scalar | undefined => {
    if (rule[field] === '') return undefined
    const value = typedValue(rule[field], of.type)
    if (value === undefined)
      context.problem('error', 'value-does-not-fit', [...path, field], { value: rule[field], column: of.name, type: of.type.kind })
    return value
  }
  if (rule.least === '' && rule.most === '') context.problem('error', 'range-open', [...path, 'least'])
  const [least, most] = [bound('least'), bound('most')]
  const value = comparable(of)
  const outside = [...(least ? [lt(value, least)] : []), ...(most ? [gt(value, most)] : [])]
  return outside.length === 0 ? undefined : { code: 'out-of-range', when: or(...outside), params: { least: rule.least, most: rule.most } }
}

function length(context: Pick<LowerContext<unknown>, 'problem'>, rule: Rule, value: Scalar, path: Path): Breach | undefined {
  const { shortest, longest } = rule
  if (shortest === null && longest === null) context.problem('error', 'range-open', [...path, 'shortest'])
  const count = call('length', [asText(value)])
  const within = [
    ...(shortest === null ? [] : [ge(count, literal(String(shortest), INTEGER))]),
    ...(longest === null ? [] : [le(count, literal(String(longest), INTEGER))]),
  ]
  if (within.length === 0) return undefined
  return { code: 'wrong-length', when: not(and(...within)), params: { shortest: String(shortest ?? ''), longest: String(longest ?? '') } }
}

function list(context: Pick<LowerContext<unknown>, 'problem'>, rule: Rule, of: Column, path: Path): Breach | undefined {
  const values = rule.values.map((text, index) => {
    const value = typedValue(text, of.type)
    if (value === undefined)
      context.problem('error', 'value-does-not-fit', [...path, 'values', index], { value: text, column: of.name, type: of.type.kind })
    return value
  })
  const known = values.filter((value) => value !== undefined)
  if (known.length === 0) return undefined
  const found = call('in_list', [comparable(of), ...known])
  return rule.rule === 'in-list'
    ? { code: 'not-in-list', when: not(found), params: { values: rule.values.join(', ') } }
    : { code: 'in-forbidden-list', when: found, params: { values: rule.values.join(', ') } }
}

/** What breaks a rule that looks at one value alone; undefined after a problem and for rules of another sort. */
export function breach(context: Pick<LowerContext<unknown>, 'problem'>, rule: Rule, of: Column, path: Path): Breach | undefined {
  const value = col(of)
  switch (rule.rule) {
    case 'type':
      return { code: 'type-mismatch', when: isMissing(convertTo(value, typeOf(rule.type))), params: { type: rule.type } }
    case 'range':
      return range(context, rule, of, path)
    case 'length':
      return length(context, rule, value, path)
    case 'pattern': {
      const reason = rule.pattern === '' ? undefined : patternProblem(rule.pattern)
      if (reason !== undefined) context.problem('error', 'bad-pattern', [...path, 'pattern'], { reason })
      if (reason !== undefined || rule.pattern === '') return undefined
      return { code: 'pattern-mismatch', when: not(fullMatch(value, `^(?:${rule.pattern})$`)), params: { pattern: rule.pattern } }
    }
    case 'in-list':
    case 'not-in-list':
      return list(context, rule, of, path)
    case 'email':
      return { code: 'not-an-email', when: not(fullMatch(value, EMAIL)), params: {} }
    case 'phone':
      return { code: 'not-a-phone', when: not(fullMatch(call('to_half_width', [asText(value)]), PHONE)), params: {} }
    case 'url':
      return { code: 'not-an-address', when: not(fullMatch(value, ADDRESS)), params: {} }
    case 'iban':
    case 'resident-id':
    case 'credit-code': {
      const { fn, code } = CHECKED[rule.rule]
      return { code, when: not(call(fn, [asText(value)])), params: {} }
    }
    case 'required':
    case 'unique':
    case 'reference':
    case 'expression':
      return undefined
  }
}
