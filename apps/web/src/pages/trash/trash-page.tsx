import type { TrashedFlow } from '@sluice/contract'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { DestroyDialog } from './destroy-dialog.tsx'
import { TrashTable } from './trash-table.tsx'

const EVERY = 5_000

/** Flows that were thrown away: take them back out, or delete them for good. */
export function TrashPage() {
  const { t } = useTranslation('flows')
  const format = useFormat()
  const session = useRoute('readSession', {})
  const query = useRoute('listTrash', {}, { refreshEvery: EVERY })
  const restore = useChange('restoreFlow', ['listTrash', 'listFlows', 'listSchedules'])
  const [doomed, setDoomed] = useState<TrashedFlow>()
  const flows = query.data?.flows ?? []
  const takeOut = ({ id, name }: TrashedFlow): void =>
    restore.mutate(
      { params: { id } },
      {
        onSuccess: ({ flow }) => notifyDone(t, t(flow.name === name ? 'restored' : 'restoredAs', { name: flow.name })),
        onError: (error) => notifyError(t, error),
      },
    )
  return (
    <>
      <TopBar
        title={t('trash.title')}
        back={{ to: '/flows', label: t('title') }}
        badge={query.isSuccess && <Chip>{format.number(flows.length)}</Chip>}
      />
      <PageBody>
        {query.isPending && <RowsSkeleton rows={4} />}
        {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
        {query.isSuccess && flows.length === 0 && <EmptyState icon={IconTrash} title={t('trash.empty')} text={t('trash.emptyText')} />}
        {flows.length > 0 && (
          <TrashTable
            flows={flows}
            mayDestroy={session.data?.abilities.includes('administer') === true}
            mayRestore={session.data?.abilities.includes('edit') === true}
            onRestore={takeOut}
            onDestroy={setDoomed}
          />
        )}
      </PageBody>
      {doomed !== undefined && <DestroyDialog flow={doomed} onClose={() => setDoomed(undefined)} />}
    </>
  )
}
