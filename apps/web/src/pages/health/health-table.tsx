import type { FlowHealth, HealthSpan } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'
import list from '../../ui/list.module.css'
import { useBucketNames } from './bucket-names.ts'
import { isIdle } from './health-figures.ts'
import classes from './health.module.css'

/** The figures of the charts as a table; times in which nothing ended are left out. */
export function HealthTable({ health, span }: { readonly health: FlowHealth; readonly span: HealthSpan }) {
  const { t } = useTranslation('health')
  const format = useFormat()
  const names = useBucketNames(span)
  const shown = health.buckets.filter((bucket) => !isIdle(bucket)).toReversed()
  if (shown.length === 0) return null
  const number = (value: number | null): string => (value === null ? '' : format.number(value))
  const time = (ms: number | null): string => (ms === null ? '' : format.duration(ms))
  return (
    <details className={classes['table']}>
      <summary>{t('table.title')}</summary>
      <div className={list['frame']}>
        <table className={list['list']}>
          <thead>
            <tr>
              <th>{t('columns.from')}</th>
              {(['succeeded', 'withRejects', 'failed', 'cancelled', 'median', 'longest', 'read', 'written', 'rejected'] as const).map(
                (column) => (
                  <th key={column} data-number>
                    {t(`columns.${column}`)}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((bucket) => (
              <tr key={bucket.from}>
                <td>{names.full(bucket.from)}</td>
                <td data-number>{number(bucket.succeeded)}</td>
                <td data-number>{number(bucket.withRejects)}</td>
                <td data-number>{number(bucket.failed)}</td>
                <td data-number>{number(bucket.cancelled)}</td>
                <td data-number>{time(bucket.medianMs)}</td>
                <td data-number>{time(bucket.longestMs)}</td>
                <td data-number>{number(bucket.rowsRead)}</td>
                <td data-number>{number(bucket.rowsWritten)}</td>
                <td data-number>{number(bucket.rowsRejected)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
