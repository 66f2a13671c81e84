import { Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRoute } from '../api/queries.ts'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { PolicyForm } from './policy-form.tsx'
import classes from './policy.module.css'

interface Props {
  /** Absent: closed. */
  readonly flowId: string | undefined
  readonly onClose: () => void
}

function Policy({ flowId, onClose }: Props & { readonly flowId: string }) {
  const query = useRoute('readFlowPolicy', { params: { id: flowId } })
  if (query.isError) return <ErrorNotice error={query.error} retry={query.refetch} />
  // What was read when the drawer was open before may be old: a change is based on what is shown.
  if (query.data === undefined || !query.isFetchedAfterMount) return <RowsSkeleton rows={5} />
  return <PolicyForm flowId={flowId} saved={query.data} onDone={onClose} />
}

/** How the runs of a flow are treated: queue, tries, limits. */
export function PolicyDrawer({ flowId, onClose }: Props) {
  const { t } = useTranslation('policy')
  return (
    <Drawer
      opened={flowId !== undefined}
      onClose={onClose}
      position="right"
      size={480}
      title={t('title')}
      closeButtonProps={{ 'aria-label': t('shell:close') }}
      classNames={{ title: classes['drawerTitle'] ?? '' }}
    >
      {flowId !== undefined && <Policy key={flowId} flowId={flowId} onClose={onClose} />}
    </Drawer>
  )
}
