import { policySchema, POLICY_BOUNDS, type FlowPolicy } from '@sluice/contract'

export type PolicySetting = keyof FlowPolicy

/** A policy as a form holds it: what is typed, a text where it is no number; empty means that nothing is said. */
export type PolicyDraft = Readonly<Record<PolicySetting, number | string>>

/** The settings as the form groups them. */
export const SETTINGS = [
  { group: 'queue', settings: ['maxConcurrent', 'priority'] },
  { group: 'retry', settings: ['attempts', 'backoffSeconds', 'maxBackoffSeconds'] },
  { group: 'limits', settings: ['memoryMb', 'timeMinutes'] },
] as const satisfies readonly { readonly group: string; readonly settings: readonly PolicySetting[] }[]

/** Settings that may be left empty: what is usual then applies. */
const OPTIONAL: ReadonlySet<PolicySetting> = new Set(['maxConcurrent', 'memoryMb', 'timeMinutes'])
export const isOptional = (setting: PolicySetting): boolean => OPTIONAL.has(setting)

export function policyDraft(policy: FlowPolicy): PolicyDraft {
  const { attempts, backoffSeconds, maxBackoffSeconds, maxConcurrent = '', priority, memoryMb = '', timeMinutes = '' } = policy
  return { attempts, backoffSeconds, maxBackoffSeconds, maxConcurrent, priority, memoryMb, timeMinutes }
}

/** The settings whose value can't be saved. */
export function wrongSettings(draft: PolicyDraft): ReadonlySet<PolicySetting> {
  const settings = SETTINGS.flatMap((group) => group.settings)
  return new Set(
    settings.filter((setting) => {
      const value = draft[setting]
      if (value === '') return !isOptional(setting)
      const [least, most] = POLICY_BOUNDS[setting]
      return typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most
    }),
  )
}

/** What is to be saved; undefined while something is wrong. */
export function policyOf(draft: PolicyDraft): FlowPolicy | undefined {
  const said = Object.entries(draft).filter(([, value]) => value !== '')
  return policySchema.safeParse(Object.fromEntries(said)).data
}

/** What can be saved, but does not do what it seems to: the code of a text, by setting. */
export function doubtsOf(draft: PolicyDraft, largestWorkerMb: number | undefined): Partial<Record<PolicySetting, string>> {
  const { attempts, backoffSeconds, maxBackoffSeconds, memoryMb } = draft
  const several = Number(attempts) > 1
  return {
    ...(several && Number(maxBackoffSeconds) < Number(backoffSeconds) && { maxBackoffSeconds: 'shorter' }),
    ...(!several && { backoffSeconds: 'unused', maxBackoffSeconds: 'unused' }),
    ...(memoryMb !== '' && largestWorkerMb !== undefined && Number(memoryMb) > largestWorkerMb && { memoryMb: 'tooLarge' }),
  }
}
