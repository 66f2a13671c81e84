import { Tooltip } from '@mantine/core'
import type { TickDto } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useTimes } from '../../schedules/use-times.ts'
import { toneOfRun } from '../../ui/run-status.tsx'
import classes from './schedules-page.module.css'

const BARS = 14

/** What a tick came to, in words. */
export function useTickText(): (tick: TickDto) => string {
  const { t } = useTranslation('schedules')
  return (tick) => {
    if (tick.run !== null) return t(`shell:runStatus.${tick.run.status}`)
    const reason = t(`reason.${tick.reason ?? 'none'}`, { count: tick.covers, defaultValue: tick.reason ?? '' })
    return t(`tick.${tick.state}`, { reason })
  }
}

/** The last ticks of a schedule, oldest first: colour is outcome, hollow ones were skipped. */
export function TickBars({ ticks }: { readonly ticks: readonly TickDto[] }) {
  const { t } = useTranslation('schedules')
  const times = useTimes()
  const text = useTickText()
  const failed = ticks.filter(({ run }) => run?.status === 'failed').length
  const skipped = ticks.filter(({ state }) => state === 'skipped').length
  return (
    <div className={classes['bars']} role="img" aria-label={t('barsLabel', { count: ticks.length, failed, skipped })}>
      {Array.from({ length: BARS - ticks.length }, (_none, index) => (
        <i key={index} data-tone="none" />
      ))}
      {ticks.toReversed().map((tick) => (
        <Tooltip key={tick.id} label={t('bar', { when: times.moment(tick.due), what: text(tick) })}>
          <i data-tone={tick.run === null ? tick.state : toneOfRun[tick.run.status]} />
        </Tooltip>
      ))}
    </div>
  )
}
