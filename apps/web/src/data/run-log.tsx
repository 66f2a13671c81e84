import { useTranslation } from 'react-i18next'
import type { LiveRun } from '../api/fold-run-event.ts'
import { useFormat } from '../i18n/use-format.ts'
import classes from './run.module.css'

/** What the run said while it ran, oldest first. */
export function RunLog({ run }: { readonly run: LiveRun }) {
  const { t } = useTranslation('data')
  const format = useFormat()
  if (run.log.length === 0) return <p className={classes['hint']}>{t('log.none')}</p>
  return (
    <ol className={classes['log']} aria-label={t('log.title')}>
      {run.log.map((line) => (
        <li key={line.id} data-level={line.level}>
          <time dateTime={line.at}>{format.instant(line.at)}</time>
          <span>{t(`catalog:problems.${line.code}`, { ...line.params, defaultValue: line.code })}</span>
        </li>
      ))}
    </ol>
  )
}
