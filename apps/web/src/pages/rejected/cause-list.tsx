import { IconInboxOff } from '@tabler/icons-react'
import type { RejectedCauseDto } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useRoute } from '../../api/queries.ts'
import { useReasons } from '../../data/use-reason.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import list from '../../ui/list.module.css'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import type { RejectedView } from './rejected-view.ts'

interface Props {
  readonly view: RejectedView
  readonly onShow: (change: Partial<RejectedView>) => void
}

/** Rejected rows by flow, node, rule and column, the largest group first. */
export function CauseList({ view, onShow }: Props) {
  const { t } = useTranslation('rejected')
  const { state, flow } = view
  const query = useRoute('listRejectedCauses', { query: { state, flow } }, { refreshEvery: 5_000, keepPrevious: true })
  if (query.isPending) return <RowsSkeleton rows={8} />
  if (query.isError) return <ErrorNotice error={query.error} retry={query.refetch} />
  const { causes } = query.data
  if (causes.length === 0) return <EmptyState icon={IconInboxOff} title={t(`none.${state}`)} text={t(`noneText.${state}`)} />
  return (
    <div className={list['frame']}>
      <table className={list['list']}>
        <thead>
          <tr>
            <th>{t('cause')}</th>
            <th>{t('flow')}</th>
            <th>{t('assigned')}</th>
            <th>{t('newest')}</th>
            <th data-number>{t('rows')}</th>
          </tr>
        </thead>
        <tbody>
          {causes.map((cause) => (
            <CauseLine key={JSON.stringify([cause.flowId, cause.node, cause.code, cause.column])} cause={cause} onShow={onShow} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function CauseLine({ cause, onShow }: { readonly cause: RejectedCauseDto; readonly onShow: Props['onShow'] }) {
  const { t } = useTranslation('rejected')
  const format = useFormat()
  const reasons = useReasons()
  const { flowId, node, nodeLabel, code, column } = cause
  const name = nodeLabel === '' ? node : nodeLabel
  const open = (): void => onShow({ flow: flowId, cause: { node, code, column: column ?? undefined } })
  return (
    <tr>
      <td>
        <button type="button" className={list['nameButton']} onClick={open}>
          {reasons.cause(cause)}
        </button>
        <div className={list['sub']}>{column === null ? t('atNode', { node: name }) : t('atColumn', { node: name, column })}</div>
      </td>
      <td>{cause.flowName}</td>
      <td>{cause.assignees.length === 0 ? t('nobody') : cause.assignees.join(', ')}</td>
      <td data-brief>{format.instant(cause.newestAt)}</td>
      <td data-number>{format.number(cause.rows)}</td>
    </tr>
  )
}
