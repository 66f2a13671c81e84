import { Button } from '@mantine/core'
import { IconMoodHappy, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../i18n/use-format.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { DataGrid } from './data-grid.tsx'
import { GridSkeleton } from './grid-skeleton.tsx'
import { causesOf, rejectedGrid } from './rejected-causes.ts'
import type { RejectedCause, RejectedPanelProps } from './types.ts'
import { useReasons } from './use-reason.ts'
import { useRejected } from './use-rejected.ts'
import classes from './rejected.module.css'

/** The cause in the inbox, where its rows are mended. */
const inboxOf = (flow: string, { node, code, column }: Pick<RejectedCause, 'node' | 'code' | 'column'>): string =>
  `/rejected?${String(new URLSearchParams({ flow, node, code, ...(column === null ? {} : { column }) }))}`

/** The rejected rows of a run: causes at the left, the rows of the chosen cause as a grid. */
export function RejectedPanel({ runId, flowId, node, nodeLabel, onNode }: RejectedPanelProps) {
  const { t } = useTranslation('data')
  const format = useFormat()
  const reasons = useReasons()
  const [chosen, setChosen] = useState(0)
  const query = useRejected(runId, node)
  if (query.isPending) return <GridSkeleton />
  if (query.isError) return <ErrorNotice error={query.error} retry={query.refetch} />
  const { rows, rejected, total } = query.data
  if (rows.length === 0) return <EmptyState icon={IconMoodHappy} title={t('rejected.none')} text={t('rejected.noneText')} />
  const causes = causesOf(rows)
  const cause = causes[chosen] ?? causes[0]
  const heads = { reason: t('rejected.reason'), column: t('rejected.column'), value: t('rejected.value'), place: t('rejected.place') }
  const grid = rejectedGrid(cause?.rows ?? [], heads, reasons.row)
  return (
    <section className={classes['split']} aria-label={t('rejected.title')}>
      <div className={classes['causes']}>
        <p className={classes['total']}>
          {t(rows.length < rejected || rows.length < total ? 'rejected.someOf' : 'rejected.all', {
            count: rejected,
            shown: format.number(rows.length),
            total: format.number(rejected),
          })}
        </p>
        {cause !== undefined && (
          <Button
            component={Link}
            to={inboxOf(flowId, cause)}
            variant="default"
            size="compact-sm"
            leftSection={<IconPencil size={14} aria-hidden />}
            className={classes['mend'] ?? ''}
          >
            {t('rejected.mend')}
          </Button>
        )}
        <ul>
          {causes.map((entry, index) => (
            <li key={`${entry.node} ${entry.code} ${entry.column ?? ''}`}>
              <button
                type="button"
                className={classes['cause']}
                aria-pressed={entry === cause}
                onClick={() => setChosen(index)}
                onDoubleClick={() => onNode?.(entry.node)}
              >
                <span className={classes['count']}>{format.number(entry.rows.length)}</span>
                <span>
                  <strong>{entry.rows[0] === undefined ? entry.code : reasons.cause(entry.rows[0])}</strong>
                  <span className={classes['where']}>
                    {entry.column === null
                      ? nodeLabel(entry.node)
                      : t('rejected.where', { node: nodeLabel(entry.node), column: entry.column })}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
      <DataGrid label={t('rejected.title')} columns={grid.columns} rows={grid.rows} total={grid.rows.length} />
    </section>
  )
}
