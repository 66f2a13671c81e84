import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { LiveRun } from '../api/fold-run-event.ts'
import { useFormat } from '../i18n/use-format.ts'
import { RunStatusChip } from '../ui/run-status.tsx'
import { useWaitText } from '../ui/wait-reason.tsx'
import { rowsRead } from './node-rows.ts'
import classes from './run.module.css'
import { useElapsed } from './use-elapsed.ts'

/** The state of a run in one line; its outcome is announced to screen readers. */
export function RunFacts({ run }: { readonly run: LiveRun }) {
  const { t } = useTranslation('data')
  const format = useFormat()
  const elapsed = useElapsed(run)
  const waits = useWaitText()(run.status === 'queued' ? run.waitsFor : undefined)
  const read = rowsRead(run)
  const isRead = run.status !== 'awaiting-approval' && elapsed !== undefined && elapsed > 1_000 && read > 0
  const rate = isRead ? format.compact(Math.round((1_000 * read) / elapsed)) : undefined
  return (
    <>
      <span role="status">
        <RunStatusChip status={run.status} rejectedRows={run.rejectedRows} />
      </span>
      {waits !== undefined && (
        <span className={classes['fact']}>
          {waits}{' '}
          {(run.waitsFor?.code === 'commit-unfinished' || run.waitsFor?.code === 'flow-alone') && (
            <Link to={`/runs/${run.waitsFor.run}`}>{t('run.toCommit')}</Link>
          )}
        </span>
      )}
      {elapsed !== undefined && <span className={classes['fact']}>{format.duration(elapsed)}</span>}
      {read > 0 && <span className={classes['fact']}>{t('run.read', { count: read, shown: format.number(read) })}</span>}
      {rate !== undefined && <span className={classes['fact']}>{t('run.rate', { rate })}</span>}
      {run.status === 'running' && run.rejectedRows > 0 && (
        <span className={classes['fact']} data-tone="bad">
          {t('run.rejectedSoFar', { count: run.rejectedRows, shown: format.number(run.rejectedRows) })}
        </span>
      )}
    </>
  )
}
