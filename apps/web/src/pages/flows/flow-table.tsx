import type { FlowSummary } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import { RunStatusChip } from '../../ui/run-status.tsx'
import { SortHeader, type Sorting } from '../../ui/sort-header.tsx'
import { FreshnessHint } from './freshness-hint.tsx'
import type { FlowSortKey } from './arrange-flows.ts'
import { FlowMenu } from './flow-menu.tsx'
import { RunBars } from './run-bars.tsx'
import classes from '../../ui/list.module.css'

interface Props {
  readonly flows: readonly FlowSummary[]
  readonly sorting: Sorting<FlowSortKey>
  readonly onSort: (sorting: Sorting<FlowSortKey>) => void
  readonly onRun: (flow: FlowSummary) => void
  readonly onDuplicate: (flow: FlowSummary) => void
  readonly onDelete: (flow: FlowSummary) => void
  readonly onPolicy: (flow: FlowSummary) => void
}

function FlowRow({
  flow,
  onRun,
  onDuplicate,
  onDelete,
  onPolicy,
}: { readonly flow: FlowSummary } & Pick<Props, 'onRun' | 'onDuplicate' | 'onDelete' | 'onPolicy'>) {
  const { t } = useTranslation('flows')
  const format = useFormat()
  const last = flow.lastRuns[0]
  const facts = t('facts', {
    count: flow.nodeCount,
    nodes: format.number(flow.nodeCount),
    ago: format.ago(flow.updatedAt),
    who: flow.updatedBy,
  })
  const { publishedRevision } = flow
  const published =
    publishedRevision === null
      ? t('notPublished')
      : t(publishedRevision === flow.revision ? 'published' : 'publishedBefore', { revision: publishedRevision })
  return (
    <tr>
      <td>
        <Link to={`/flows/${flow.id}`} className={classes['name']}>
          {flow.name}
        </Link>
        <div className={classes['sub']}>
          {flow.example !== null && <Chip>{t('example')}</Chip>} {facts}
        </div>
      </td>
      <td>
        <RunBars runs={flow.lastRuns} />
      </td>
      <td>
        {last === undefined ? <Chip>{t('neverRan')}</Chip> : <RunStatusChip status={last.status} rejectedRows={flow.rejectedRows} />}
        <FreshnessHint flow={flow} />
      </td>
      <td data-brief>
        {last?.startedAt === undefined || last.startedAt === null ? (
          ''
        ) : (
          <Link to={`/runs/${last.id}`} className={classes['name']} style={{ fontWeight: 400 }}>
            {format.ago(last.startedAt)}
          </Link>
        )}
      </td>
      <td data-brief>
        {flow.freshness.nextDue !== null && (
          <Link to={`/schedules?flow=${flow.id}`} className={classes['name']} style={{ fontWeight: 400 }}>
            {format.ago(flow.freshness.nextDue)}
          </Link>
        )}
        <div className={classes['sub']}>{published}</div>
      </td>
      <td>
        <div className={classes['actions']}>
          <FlowMenu
            flow={flow}
            onRun={() => onRun(flow)}
            onDuplicate={() => onDuplicate(flow)}
            onDelete={() => onDelete(flow)}
            onPolicy={() => onPolicy(flow)}
          />
        </div>
      </td>
    </tr>
  )
}

/** The list of flows. */
export function FlowTable({ flows, sorting, onSort, ...actions }: Props) {
  const { t } = useTranslation('flows')
  return (
    <div className={classes['frame']}>
      <table className={classes['list']} data-tall>
        <thead>
          <tr>
            <SortHeader column="name" label={t('columns.flow')} sorting={sorting} onSort={onSort} />
            <th>{t('columns.bars')}</th>
            <th>{t('columns.status')}</th>
            <SortHeader column="lastRun" label={t('columns.lastRun')} sorting={sorting} onSort={onSort} descendingFirst />
            <th>{t('columns.nextRun')}</th>
            <th>
              <span className="visually-hidden">{t('columns.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <FlowRow key={flow.id} flow={flow} {...actions} />
          ))}
        </tbody>
      </table>
    </div>
  )
}
