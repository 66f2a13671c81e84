import type { Timing } from '@sluice/contract'
import type { Problem } from '@sluice/flow'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { describeTiming } from './describe-timing.ts'
import { useTimes } from './use-times.ts'
import classes from './schedules.module.css'

interface Props {
  readonly timing: Timing
  readonly next: readonly string[]
  readonly problems: readonly Problem[]
  readonly stale: boolean
}

/** The timing in words, what is odd about it, and the next times in the zone of the schedule and of who looks. */
export function NextTimes({ timing, next, problems, stale }: Props) {
  const { t, i18n } = useTranslation('schedules')
  const times = useTimes()
  const words = describeTiming(t, i18n.resolvedLanguage ?? 'en', timing)
  const warnings = problems.filter(({ severity }) => severity === 'warning')
  const bothZones = times.differs(timing.zone, next)
  return (
    <section className={classes['preview']} aria-live="polite" aria-busy={stale} data-stale={stale}>
      <h3>{words ?? t('unreadable')}</h3>
      {warnings.map((problem) => (
        <p key={problem.code} className={classes['warning']}>
          <IconAlertTriangle size={14} aria-hidden /> {t(`catalog:problems.${problem.code}`, { ...problem.params })}
        </p>
      ))}
      {next.length > 0 && (
        <table className={classes['times']}>
          <thead>
            <tr>
              <th>{t('nextIn', { zone: timing.zone })}</th>
              {bothZones && <th>{t('nextHere', { zone: times.zone })}</th>}
            </tr>
          </thead>
          <tbody>
            {next.map((due) => (
              <tr key={due}>
                <td>{times.moment(due, timing.zone)}</td>
                {bothZones && <td>{times.moment(due)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
