import type { FlowHealth, HealthFigures, HealthSpan } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { BucketChart, type Series } from '../../charts/bucket-chart.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { namedBuckets, rowsPerRun } from './health-figures.ts'
import { useBucketNames } from './bucket-names.ts'
import classes from './health.module.css'

const NAMED = { '24h': 7, '7d': 8, '30d': 6 } as const satisfies Record<HealthSpan, number>

/** Outcomes, durations and rows over the span. */
export function HealthCharts({ health, span }: { readonly health: FlowHealth; readonly span: HealthSpan }) {
  const { t } = useTranslation('health')
  const format = useFormat()
  const names = useBucketNames(span)
  const named = namedBuckets(health.buckets.length, NAMED[span])
  const buckets = health.buckets.map((bucket, i) => ({
    key: bucket.from,
    name: names.full(bucket.from),
    mark: named.has(i) ? names.mark(bucket.from) : undefined,
  }))
  const series = (key: string, name: string, shape: Series['shape'], tone: Series['tone'], of: (figures: HealthFigures) => number | null): Series => ({ key, name, shape, tone, values: health.buckets.map(of) }) // prettier-ignore
  const shared = { buckets, help: t('charts.help'), none: t('charts.none') }
  return (
    <div className={classes['charts']}>
      <BucketChart
        {...shared}
        title={t('charts.outcomes')}
        format={format.compact}
        whole
        series={[
          series('ok', t('columns.succeeded'), 'bar', 'ok', (b) => b.succeeded),
          series('rejects', t('columns.withRejects'), 'bar', 'warn', (b) => b.withRejects),
          series('failed', t('columns.failed'), 'bar', 'bad', (b) => b.failed),
          series('cancelled', t('columns.cancelled'), 'bar', 'mute', (b) => b.cancelled),
        ]}
      />
      <BucketChart
        {...shared}
        title={t('charts.durations')}
        format={format.duration}
        series={[
          series('median', t('columns.median'), 'line', 'first', (b) => b.medianMs),
          series('longest', t('columns.longest'), 'line', 'second', (b) => b.longestMs),
        ]}
      />
      <BucketChart
        {...shared}
        title={t('charts.rows')}
        format={format.compact}
        whole
        series={[
          series('read', t('columns.read'), 'line', 'first', (b) => rowsPerRun(b, b.rowsRead)),
          series('written', t('columns.written'), 'line', 'second', (b) => rowsPerRun(b, b.rowsWritten)),
          series('rejected', t('columns.rejected'), 'line', 'bad', (b) => rowsPerRun(b, b.rowsRejected)),
        ]}
      />
    </div>
  )
}
