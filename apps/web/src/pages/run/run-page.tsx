import { Tabs } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import { isOver } from '../../api/fold-run-event.ts'
import { useLiveRun } from '../../api/use-live-run.ts'
import { NodeTable } from '../../data/node-table.tsx'
import { OutputList } from '../../data/output-list.tsx'
import { ProblemList } from '../../data/problem-list.tsx'
import { RejectedPanel } from '../../data/rejected-panel.tsx'
import { RunFacts } from '../../data/run-facts.tsx'
import { RunLog } from '../../data/run-log.tsx'
import { TimelinePanel } from '../../data/timeline/timeline-panel.tsx'
import { FlowView } from '../../editor/canvas/flow-view.tsx'
import { useNodeTexts } from '../../editor/node-texts.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { PageSkeleton } from '../../ui/skeletons.tsx'
import { TopBar } from '../../ui/top-bar.tsx'
import { LineagePanel } from './lineage-panel.tsx'
import { RunActions } from './run-actions.tsx'
import classes from './run-page.module.css'
import { WritePlanPanel } from './write-plan-panel.tsx'

const TABS = ['nodes', 'timeline', 'outputs', 'rejected', 'plan', 'lineage', 'log'] as const

/** One run: the flow as it was, live figures, what it wrote and what it rejected. */
export function RunPage() {
  const { t } = useTranslation('runs')
  const format = useFormat()
  const texts = useNodeTexts()
  const { runId = '' } = useParams()
  const [search, setSearch] = useSearchParams()
  const query = useLiveRun(runId)
  const back = { to: '/runs', label: t('title') }
  if (query.isPending) return <PageSkeleton />
  if (query.isError) {
    return (
      <>
        <TopBar title={t('one')} back={back} />
        <ErrorNotice error={query.error} retry={query.refetch} />
      </>
    )
  }
  const run = query.data
  const labels = new Map(run.flow.nodes.map((node) => [node.id, texts.label(node)]))
  const nodeLabel = (node: string): string => labels.get(node) ?? node
  const parameters = Object.entries(run.parameters)
  // The tab that was chosen stands in the address, so that others can point to it.
  const chosen = TABS.find((tab) => tab === search.get('tab') && (tab !== 'plan' || run.writePlan !== null))
  return (
    <>
      <TopBar
        title={run.flowName}
        back={back}
        badge={
          <span className={classes['when']}>
            {t('when', { when: format.instant(run.startedAt ?? run.createdAt), revision: run.flowRevision, who: run.startedBy })}
          </span>
        }
      >
        <RunActions run={run} onChanged={() => void query.refetch()} />
      </TopBar>
      <div className={classes['facts']}>
        <RunFacts run={run} />
        {parameters.map(([name, value]) => (
          <code key={name} className={classes['parameter']}>
            {t('parameter', { name, value })}
          </code>
        ))}
      </div>
      <div className={classes['problems']}>
        <ProblemList problems={run.problems} nodeLabel={nodeLabel} />
      </div>
      <section className={classes['flow']} aria-label={t('flowView')}>
        <FlowView flow={run.flow} run={run} />
      </section>
      <Tabs
        value={chosen ?? (run.status === 'awaiting-approval' ? 'plan' : 'nodes')}
        onChange={(tab) => setSearch(tab === null ? {} : { tab }, { replace: true })}
        className={classes['tabs'] ?? ''}
        keepMounted={false}
      >
        <Tabs.List px="sm">
          <Tabs.Tab value="nodes">{t('tabs.nodes')}</Tabs.Tab>
          <Tabs.Tab value="timeline">{t('data:timeline.title')}</Tabs.Tab>
          <Tabs.Tab value="outputs">{t('tabs.outputs', { count: run.outputs.length })}</Tabs.Tab>
          <Tabs.Tab value="rejected">{t('tabs.rejected', { count: run.rejectedRows, shown: format.number(run.rejectedRows) })}</Tabs.Tab>
          {run.writePlan !== null && <Tabs.Tab value="plan">{t('tabs.plan')}</Tabs.Tab>}
          <Tabs.Tab value="lineage">{t('tabs.lineage')}</Tabs.Tab>
          <Tabs.Tab value="log">{t('tabs.log')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="nodes" tabIndex={0}>
          <NodeTable run={run} nodeLabel={nodeLabel} />
        </Tabs.Panel>
        <Tabs.Panel value="timeline">
          <TimelinePanel run={run} nodeLabel={nodeLabel} />
        </Tabs.Panel>
        <Tabs.Panel value="outputs" tabIndex={0}>
          <OutputList runId={run.id} outputs={run.outputs} nodeLabel={nodeLabel} running={!isOver(run.status)} />
        </Tabs.Panel>
        <Tabs.Panel value="rejected">
          <RejectedPanel key={run.status} runId={run.id} flowId={run.flowId} nodeLabel={nodeLabel} />
        </Tabs.Panel>
        <Tabs.Panel value="plan" tabIndex={0}>
          <WritePlanPanel run={run} onDecided={() => void query.refetch()} />
        </Tabs.Panel>
        <Tabs.Panel value="lineage" tabIndex={0}>
          <LineagePanel key={run.status} runId={run.id} nodeLabel={nodeLabel} />
        </Tabs.Panel>
        <Tabs.Panel value="log" tabIndex={0}>
          <RunLog run={run} nodeLabel={nodeLabel} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
