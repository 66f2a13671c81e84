import { Button, Tabs } from '@mantine/core'
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { isOver } from '../api/fold-run-event.ts'
import { useLiveRun } from '../api/use-live-run.ts'
import { useFormat } from '../i18n/use-format.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { GridSkeleton } from './grid-skeleton.tsx'
import { NodeTable } from './node-table.tsx'
import { OutputList } from './output-list.tsx'
import { ProblemList } from './problem-list.tsx'
import { RejectedPanel } from './rejected-panel.tsx'
import { RunFacts } from './run-facts.tsx'
import { RunLog } from './run-log.tsx'
import { TimelinePanel } from './timeline/timeline-panel.tsx'
import type { RunPanelProps } from './types.ts'
import classes from './run.module.css'

/** A run while it runs and afterwards: state, nodes with their rows, outputs, rejected rows, log. */
export function RunPanel({ runId, nodeLabel, onNode, onStart, onCancel }: RunPanelProps) {
  const { t } = useTranslation('data')
  const format = useFormat()
  const query = useLiveRun(runId)
  if (runId === undefined) {
    return (
      <EmptyState icon={IconPlayerPlay} title={t('run.none')} text={t('run.noneText')}>
        {onStart !== undefined && <Button onClick={onStart}>{t('run.start')}</Button>}
      </EmptyState>
    )
  }
  if (query.isPending) return <GridSkeleton />
  if (query.isError) return <ErrorNotice error={query.error} retry={query.refetch} />
  const run = query.data
  const running = !isOver(run.status)
  return (
    <section className={classes['panel']} aria-label={t('run.title')}>
      <div className={classes['facts']}>
        <RunFacts run={run} />
        <span className={classes['space']} />
        {running && onCancel !== undefined && (
          <Button variant="default" leftSection={<IconPlayerStop size={14} />} onClick={onCancel}>
            {t('run.cancel')}
          </Button>
        )}
        <Button component={Link} to={`/runs/${run.id}`} variant="subtle">
          {t('run.open')}
        </Button>
      </div>
      {run.status === 'awaiting-approval' && (
        <div role="status" className={classes['waits']}>
          <strong>{t('write-plan:waits')}</strong>
          <span>{t('run.decideText')}</span>
          <Button component={Link} to={`/runs/${run.id}`}>
            {t('run.decide')}
          </Button>
        </div>
      )}
      <ProblemList problems={run.problems} nodeLabel={nodeLabel} onNode={onNode} />
      <Tabs defaultValue="nodes" className={classes['tabs'] ?? ''} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="nodes">{t('run.nodes')}</Tabs.Tab>
          <Tabs.Tab value="timeline">{t('timeline.title')}</Tabs.Tab>
          <Tabs.Tab value="outputs">{t('run.outputs', { count: run.outputs.length })}</Tabs.Tab>
          <Tabs.Tab value="rejected">{t('run.rejected', { count: run.rejectedRows, shown: format.number(run.rejectedRows) })}</Tabs.Tab>
          <Tabs.Tab value="log">{t('run.log')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="nodes" tabIndex={0}>
          <NodeTable run={run} nodeLabel={nodeLabel} onNode={onNode} />
        </Tabs.Panel>
        <Tabs.Panel value="timeline">
          <TimelinePanel run={run} nodeLabel={nodeLabel} />
        </Tabs.Panel>
        <Tabs.Panel value="outputs" tabIndex={0}>
          <OutputList runId={run.id} outputs={run.outputs} nodeLabel={nodeLabel} running={running} />
        </Tabs.Panel>
        <Tabs.Panel value="rejected">
          {/* Rejected rows are kept when the run is over; a new count reads them anew. */}
          <RejectedPanel
            key={run.status}
            runId={run.id}
            flowId={run.flowId}
            nodeLabel={nodeLabel}
            {...(onNode === undefined ? {} : { onNode })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="log" tabIndex={0}>
          <RunLog run={run} nodeLabel={nodeLabel} />
        </Tabs.Panel>
      </Tabs>
    </section>
  )
}
