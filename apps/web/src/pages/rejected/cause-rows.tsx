import { Button, Group } from '@mantine/core'
import type { InboxRow } from '@sluice/contract'
import { IconArrowLeft, IconInboxOff } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRoute } from '../../api/queries.ts'
import { useReasons } from '../../data/use-reason.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import list from '../../ui/list.module.css'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { CauseActions } from './cause-actions.tsx'
import { InboxGrid } from './inbox-grid.tsx'
import { PAGE, type RejectedView } from './rejected-view.ts'
import classes from './rejected.module.css'

interface Props {
  readonly view: RejectedView
  readonly flow: string
  readonly cause: NonNullable<RejectedView['cause']>
  readonly onShow: (change: Partial<RejectedView>) => void
}

/** The rows of one cause: mended in place, then taken in again or dropped. */
export function CauseRows({ view, flow, cause, onShow }: Props) {
  const { t } = useTranslation('rejected')
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const query = useRoute(
    'listInbox',
    { query: { state: view.state, flow, ...cause, offset: view.offset, limit: PAGE } },
    { keepPrevious: true },
  )
  const back = (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={<IconArrowLeft size={14} />}
      onClick={() => onShow({ cause: undefined, flow: undefined })}
    >
      {t('allCauses')}
    </Button>
  )
  if (query.isPending) return <RowsSkeleton rows={8} />
  if (query.isError) return <ErrorNotice error={query.error} retry={query.refetch} />
  const { rows, total } = query.data
  const [first] = rows
  if (first === undefined) {
    return (
      <EmptyState icon={IconInboxOff} title={t(`none.${view.state}`)} text={t(`noneText.${view.state}`)}>
        {back}
      </EmptyState>
    )
  }
  const ids = rows.map((row) => row.id).filter((id) => chosen.size === 0 || chosen.has(id))
  return (
    <div className={classes['cause']}>
      <div className={classes['head']}>
        {back}
        <Heading row={first} total={total} />
        <CauseActions state={view.state} ids={ids} all={chosen.size === 0} onDone={() => setChosen(new Set())} />
      </div>
      <InboxGrid rows={rows} state={view.state} chosen={chosen} onChoose={setChosen} />
      {total > PAGE && (
        <Group justify="flex-end" gap={8}>
          <Button variant="default" disabled={view.offset === 0} onClick={() => onShow({ offset: Math.max(0, view.offset - PAGE) })}>
            {t('newer')}
          </Button>
          <Button variant="default" disabled={view.offset + PAGE >= total} onClick={() => onShow({ offset: view.offset + PAGE })}>
            {t('older')}
          </Button>
        </Group>
      )}
    </div>
  )
}

function Heading({ row, total }: { readonly row: InboxRow; readonly total: number }) {
  const { t } = useTranslation('rejected')
  const format = useFormat()
  const reasons = useReasons()
  return (
    <div className={classes['heading']}>
      <h2>{reasons.cause(row)}</h2>
      <div className={list['sub']}>
        <Link className={list['link']} to={`/flows/${row.flowId}`}>
          {row.flowName}
        </Link>
        {' · '}
        {t('keptRows', { count: total, shown: format.number(total) })}
      </div>
    </div>
  )
}
