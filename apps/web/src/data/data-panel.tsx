import { useTranslation } from 'react-i18next'
import { ActionIcon, Tooltip } from '@mantine/core'
import { IconRefresh, IconTable } from '@tabler/icons-react'
import { useFormat } from '../i18n/use-format.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { DataGrid } from './data-grid.tsx'
import { GridSkeleton } from './grid-skeleton.tsx'
import type { DataPanelProps, GridState } from './types.ts'
import classes from './panel.module.css'

function Sample({ state }: { readonly state: GridState }) {
  const { t } = useTranslation('data')
  const format = useFormat()
  if (state.kind !== 'rows') return null
  const total = format.number(state.total)
  const shown = format.number(state.rows.length)
  const text = state.sampled
    ? t('sampleOf', { count: state.total, shown, total })
    : state.rows.length < state.total
      ? t('firstOf', { count: state.total, shown, total })
      : t('allRows', { count: state.total, total })
  return <span className={classes['sample']}>{text}</span>
}

/** How old rows of an API or a database are, and a button to ask for new ones. */
function Age({ state, busy }: { readonly state: GridState; readonly busy: boolean }) {
  const { t } = useTranslation('data')
  const format = useFormat()
  if (state.kind !== 'rows' || state.taken === undefined) return null
  const { at, again } = state.taken
  return (
    <span className={classes['age']}>
      <Tooltip label={format.instant(at)}>
        <span className={classes['sample']}>{t('askedFor', { ago: format.ago(at) })}</span>
      </Tooltip>
      <Tooltip label={t('askAgain')}>
        <ActionIcon variant="subtle" size="sm" aria-label={t('askAgain')} disabled={busy} onClick={again}>
          <IconRefresh size={14} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </span>
  )
}

/** The data at a port of the selected node, with a profile of each column. */
export function DataPanel({ ports, port, onPort, state, refreshing = false, onFilterValue, onColumn, selectedColumn }: DataPanelProps) {
  const { t } = useTranslation('data')
  const format = useFormat()
  return (
    <section className={classes['panel']} aria-label={t('data')} aria-busy={refreshing || state.kind === 'loading'}>
      <div className={classes['strip']} hidden={ports.length === 0}>
        <div role="group" aria-label={t('port')} className={classes['ports']}>
          {ports.map((entry) => (
            <button
              key={entry.key}
              type="button"
              aria-pressed={entry.key === port}
              data-tone={entry.tone}
              className={classes['port']}
              onClick={() => onPort(entry.key)}
            >
              {entry.count === undefined
                ? entry.label
                : t('portCount', { label: entry.label, count: entry.count, shown: format.number(entry.count) })}
            </button>
          ))}
        </div>
        <span role="status" className={classes['sample']}>
          {refreshing ? t('refreshing') : ''}
        </span>
        <Age state={state} busy={refreshing} />
        <Sample state={state} />
      </div>
      {state.kind === 'loading' && <GridSkeleton />}
      {state.kind === 'error' && <ErrorNotice error={state.error} {...(state.retry === undefined ? {} : { retry: state.retry })} />}
      {state.kind === 'empty' && <EmptyState icon={IconTable} title={t('nothingYet')} text={state.text} />}
      {state.kind === 'rows' && state.columns.length === 0 && (
        <EmptyState icon={IconTable} title={t('noColumns')} text={t('noColumnsText')} />
      )}
      {state.kind === 'rows' && state.columns.length > 0 && (
        <DataGrid
          label={t('rowsOf', { port: ports.find((entry) => entry.key === port)?.label ?? '' })}
          columns={state.columns}
          rows={state.rows}
          total={state.total}
          onFilterValue={onFilterValue}
          onColumn={onColumn}
          selectedColumn={selectedColumn}
        />
      )}
      {state.kind === 'rows' && state.columns.length > 0 && state.rows.length === 0 && <p className={classes['none']}>{t('noRows')}</p>}
    </section>
  )
}
