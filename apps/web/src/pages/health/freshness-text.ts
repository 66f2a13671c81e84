import type { Freshness } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'
import type { Tone } from '../../ui/chip.tsx'

export const toneOfFreshness = {
  unscheduled: 'mute',
  paused: 'mute',
  fresh: 'ok',
  due: 'run',
  late: 'bad',
} as const satisfies Record<Freshness['state'], Tone>

/** How fresh a flow is, in one short phrase and in a sentence that says why. */
export function useFreshnessText(): (freshness: Freshness) => { readonly short: string; readonly why: string } {
  const { t } = useTranslation('health')
  const format = useFormat()
  return ({ state, owedSince, nextDue, allowanceMs }) => {
    const facts = {
      since: owedSince === null ? '' : format.ago(owedSince),
      due: owedSince === null ? '' : format.instant(owedSince),
      next: nextDue === null ? '' : format.ago(nextDue),
      allowance: format.duration(allowanceMs),
    }
    return { short: t(`freshness.${state}.short`, facts), why: t(`freshness.${state}.why`, facts) }
  }
}
