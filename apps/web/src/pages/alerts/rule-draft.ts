import { alertConditionSchema, type AlertCondition, type AlertRuleBody, type AlertRuleDto } from '@sluice/contract'

export const KINDS = ['failed', 'rejected', 'duration', 'freshness', 'queue'] as const
export type Kind = (typeof KINDS)[number]

/** Limits of a condition as they stand in a form. */
export type Limits = Readonly<Record<string, number | undefined>>

/** A rule as it is being edited. */
export interface RuleDraft {
  readonly name: string
  readonly flowId: string | null
  readonly kind: Kind
  readonly limits: Limits
  readonly paused: boolean
  /** Absent: as it is kept. Empty: nobody is told. */
  readonly webhook: string | undefined
}

/** The numbers that a kind of condition asks for, in order. Of those that are optional one must be given. */
export const FIELDS: Readonly<Record<Kind, readonly { readonly name: string; readonly optional?: true; readonly first?: number }[]>> = {
  failed: [{ name: 'inARow', first: 1 }],
  rejected: [
    { name: 'rows', optional: true, first: 0 },
    { name: 'percent', optional: true },
  ],
  duration: [
    { name: 'seconds', optional: true },
    { name: 'times', optional: true, first: 3 },
  ],
  freshness: [{ name: 'minutes', first: 1_440 }],
  queue: [{ name: 'minutes', first: 15 }],
}

export const firstLimits = (kind: Kind): Limits => Object.fromEntries(FIELDS[kind].map(({ name, first }) => [name, first]))

export const newDraft = (): RuleDraft => ({
  name: '',
  flowId: null,
  kind: 'failed',
  limits: firstLimits('failed'),
  paused: false,
  webhook: '',
})

export function draftOf({ name, flowId, condition, paused, target }: AlertRuleDto): RuleDraft {
  const { kind, ...limits } = condition
  return { name, flowId, kind, limits, paused, webhook: target === null ? '' : undefined }
}

/** The condition of a draft; undefined while its limits are not possible. */
export function conditionOf({ kind, limits }: RuleDraft): AlertCondition | undefined {
  const given = Object.fromEntries(
    Object.entries(limits).filter(([name, value]) => value !== undefined && FIELDS[kind].some((field) => field.name === name)),
  )
  return alertConditionSchema.safeParse({ kind, ...given }).data
}

const isAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

/** Names of the fields that must be mended before a draft can be saved. */
export function wrongFields(draft: RuleDraft): ReadonlySet<string> {
  const wrong = new Set<string>()
  if (draft.name.trim() === '') wrong.add('name')
  if (conditionOf(draft) === undefined) wrong.add('limits')
  if (draft.webhook !== undefined && draft.webhook !== '' && !isAddress(draft.webhook)) wrong.add('webhook')
  return wrong
}

/** What is sent; undefined while something is wrong. */
export function bodyOf(draft: RuleDraft): AlertRuleBody | undefined {
  const condition = conditionOf(draft)
  if (condition === undefined || wrongFields(draft).size > 0) return undefined
  const { name, flowId, paused, webhook } = draft
  return { name: name.trim(), flowId, condition, paused, ...(webhook === undefined ? {} : { webhook: webhook === '' ? null : webhook }) }
}
