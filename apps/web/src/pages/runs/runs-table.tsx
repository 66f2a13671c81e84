import type { RunSummary, RunTrigger } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../../i18n/use-format.ts'
import { RunStatusChip } from '../../ui/run-status.tsx'
import { useWaitText } from '../../ui/wait-reason.tsx'
import classes from '../../ui/list.module.css'

/** What starts runs has a name of its own. */
const BY_NAME: readonly RunTrigger[] = ['schedule', 'webhook', 'endpoint', 'file', 'flow']

/** Runs as rows. */
export function RunsTable({ runs }: { readonly runs: readonly RunSummary[] }) {
  const { t } = useTranslation('runs')
  const format = useFormat()
  const waitText = useWaitText()
  return (
    <div className={classes['frame']}>
      <table className={classes['list']}>
        <thead>
          <tr>
            <th>{t('columns.flow')}</th>
            <th>{t('columns.status')}</th>
            <th>{t('columns.started')}</th>
            <th data-number>{t('columns.duration')}</th>
            <th data-number>{t('columns.rejected')}</th>
            <th>{t('columns.trigger')}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td>
                <Link to={`/runs/${run.id}`} className={classes['name']}>
                  {run.flowName}
                </Link>
                <div className={classes['sub']}>{t(run.published ? 'publishedRevision' : 'revision', { revision: run.flowRevision })}</div>
              </td>
              <td>
                <RunStatusChip status={run.status} rejectedRows={run.rejectedRows} />
                {run.waitsFor !== undefined && <div className={classes['sub']}>{waitText(run.waitsFor)}</div>}
              </td>
              <td data-brief>
                {format.ago(run.startedAt ?? run.createdAt)}
                <div className={classes['sub']}>{format.instant(run.startedAt ?? run.createdAt)}</div>
              </td>
              <td data-number>{run.durationMs === null ? '' : format.duration(run.durationMs)}</td>
              <td data-number>{run.rejectedRows === 0 ? '' : format.number(run.rejectedRows)}</td>
              <td>
                {t(`trigger.${run.trigger}`, { who: run.startedBy })}
                {BY_NAME.includes(run.trigger) && <div className={classes['sub']}>{run.startedBy}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
