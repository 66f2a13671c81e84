import type { TrashedFlow } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'

/** Says what hangs on a flow in the trash: its runs, outputs, schedules and triggers; what there is none of is left out, but for runs. */
export function useHoldings(): (flow: TrashedFlow) => string {
  const { t } = useTranslation('flows')
  const format = useFormat()
  return ({ runs, outputs, outputBytes, schedules, triggers }) => {
    const part = (key: 'outputs' | 'schedules' | 'triggers', count: number): string[] =>
      count === 0 ? [] : [t(`trash.${key}`, { count, shown: format.number(count), size: format.bytes(outputBytes) })]
    const first = runs === 0 ? t('trash.noRuns') : t('trash.runs', { count: runs, shown: format.number(runs) })
    return [first, ...part('outputs', outputs), ...part('schedules', schedules), ...part('triggers', triggers)].join(t('shell:listComma'))
  }
}
