import { Button, SegmentedControl } from '@mantine/core'
import { healthSpanSchema } from '@sluice/contract'
import { IconEdit, IconList } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { useRoute } from '../../api/queries.ts'
import { useNodeTexts } from '../../editor/node-texts.ts'
import { useTimes } from '../../schedules/use-times.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { CauseList } from './cause-list.tsx'
import { HealthCharts } from './health-charts.tsx'
import { HealthTable } from './health-table.tsx'
import { HealthTiles } from './health-tiles.tsx'
import classes from './health.module.css'

const EVERY = 10_000

/** How a flow has done: freshness, successes, durations, rows, and why it failed. */
export function HealthPage() {
  const { t } = useTranslation('health')
  const texts = useNodeTexts()
  const { zone } = useTimes()
  const { flowId = '' } = useParams()
  const [search, setSearch] = useSearchParams()
  const span = healthSpanSchema.safeParse(search.get('span')).data ?? '7d'
  const query = useRoute('readFlowHealth', { params: { id: flowId }, query: { span, zone } }, { refreshEvery: EVERY, keepPrevious: true })
  const flow = useRoute('readFlow', { params: { id: flowId } })
  const labels = new Map(flow.data?.flow.nodes.map((node) => [node.id, texts.label(node)]))
  return (
    <>
      <TopBar
        title={query.data?.flowName ?? t('title')}
        back={{ to: '/flows', label: t('shell:pages.flows') }}
        badge={<span className={classes['badge']}>{t('title')}</span>}
      >
        <SegmentedControl
          size="xs"
          aria-label={t('span')}
          value={span}
          onChange={(value) => setSearch({ span: value }, { replace: true })}
          data={healthSpanSchema.options.map((value) => ({ value, label: t(`spans.${value}`) }))}
        />
        <Button component={Link} to={`/runs?flow=${flowId}`} variant="default" leftSection={<IconList size={14} />}>
          {t('runs')}
        </Button>
        <Button component={Link} to={`/flows/${flowId}`} variant="default" leftSection={<IconEdit size={14} />}>
          {t('edit')}
        </Button>
      </TopBar>
      <PageBody>
        {query.isPending && <RowsSkeleton rows={6} />}
        {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
        {query.data !== undefined && (
          <>
            <HealthTiles health={query.data} />
            <HealthCharts health={query.data} span={span} />
            <CauseList health={query.data} nodeLabel={(node) => labels.get(node) ?? node} />
            <HealthTable health={query.data} span={span} />
          </>
        )}
      </PageBody>
    </>
  )
}
