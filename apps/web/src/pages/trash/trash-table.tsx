import { ActionIcon, Button, Tooltip } from '@mantine/core'
import type { TrashedFlow } from '@sluice/contract'
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import classes from '../../ui/list.module.css'
import { useHoldings } from './use-holdings.ts'

interface Props {
  readonly flows: readonly TrashedFlow[]
  readonly mayRestore: boolean
  readonly mayDestroy: boolean
  readonly onRestore: (flow: TrashedFlow) => void
  readonly onDestroy: (flow: TrashedFlow) => void
}

/** The flows in the trash. */
export function TrashTable({ flows, ...actions }: Props) {
  const { t } = useTranslation('flows')
  return (
    <>
      <div className={classes['frame']}>
        <table className={classes['list']}>
          <thead>
            <tr>
              <th>{t('trash.columns.flow')}</th>
              <th>{t('trash.columns.deleted')}</th>
              <th>{t('trash.columns.holds')}</th>
              <th>
                <span className="visually-hidden">{t('trash.columns.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {flows.map((flow) => (
              <TrashRow key={flow.id} flow={flow} {...actions} />
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes['note']}>
        {t('trash.note')} {!actions.mayDestroy && t('trash.onlyOwners')}
      </p>
    </>
  )
}

function TrashRow({ flow, mayRestore, mayDestroy, onRestore, onDestroy }: Omit<Props, 'flows'> & { readonly flow: TrashedFlow }) {
  const { t } = useTranslation('flows')
  const format = useFormat()
  const holdings = useHoldings()
  const { id, name, deletedBy, activeRuns, runs } = flow
  const busy = activeRuns > 0
  return (
    <tr>
      <td>
        <strong>{name}</strong>
        <div className={classes['sub']}>{t('trash.nodes', { count: flow.nodeCount, shown: format.number(flow.nodeCount) })}</div>
      </td>
      <td>
        {format.ago(flow.deletedAt)}
        <div className={classes['sub']}>{deletedBy === null ? t('trash.somebody') : t('trash.who', { who: deletedBy })}</div>
      </td>
      <td>
        {runs > 0 ? (
          <Link to={`/runs?flow=${id}`} className={classes['link']}>
            {holdings(flow)}
          </Link>
        ) : (
          holdings(flow)
        )}{' '}
        {busy && <Chip tone="run">{t('trash.active', { count: activeRuns, shown: format.number(activeRuns) })}</Chip>}
      </td>
      <td>
        <div className={classes['actions']}>
          {mayRestore && (
            <Button
              variant="default"
              leftSection={<IconArrowBackUp size={14} />}
              aria-label={t('trash.restoreOf', { name })}
              onClick={() => onRestore(flow)}
            >
              {t('trash.restore')}
            </Button>
          )}
          {mayDestroy && (
            <Tooltip label={busy ? t('trash.whileRunning') : t('trash.destroy.action')}>
              <ActionIcon
                aria-label={t('trash.destroyOf', { name })}
                aria-disabled={busy}
                data-disabled={busy || undefined}
                onClick={() => !busy && onDestroy(flow)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Tooltip>
          )}
        </div>
      </td>
    </tr>
  )
}
