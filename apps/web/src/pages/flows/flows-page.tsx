import { Button, FileButton, Select, TextInput } from '@mantine/core'
import type { FlowSummary } from '@sluice/contract'
import { IconFileImport, IconPlus, IconRoute, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../../api/queries.ts'
import { PolicyDrawer } from '../../policy/policy-drawer.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { notifyDeleted } from './notify-deleted.tsx'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import type { Sorting } from '../../ui/sort-header.tsx'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { arrangeFlows, type FlowSortKey } from './arrange-flows.ts'
import { FlowTable } from './flow-table.tsx'
import { PasswordPrompt } from './password-prompt.tsx'
import { StartFromFile } from './start-from-file.tsx'
import { FlowFiguresRow } from './figures.tsx'
import { TrashLink } from './trash-link.tsx'
import { useFlowActions } from './use-flow-actions.ts'

const EVERY = 5_000

/** Home: every flow with its last runs. */
export function FlowsPage() {
  const { t, i18n } = useTranslation('flows')
  const [search, setSearch] = useState('')
  const [sorting, setSorting] = useState<Sorting<FlowSortKey>>({ by: 'updated', descending: true })
  const [doomed, setDoomed] = useState<FlowSummary>()
  const [governed, setGoverned] = useState<string>()
  const query = useRoute('listFlows', {}, { refreshEvery: EVERY })
  const all = query.data?.flows ?? []
  const actions = useFlowActions(all)
  const remove = useChange('deleteFlow', ['listFlows', 'listTrash', 'listRuns', 'listSchedules'])
  const restore = useChange('restoreFlow', ['listFlows', 'listTrash', 'listSchedules'])
  const shown = arrangeFlows(all, search, sorting, i18n.resolvedLanguage ?? 'en')
  const buttons = (
    <>
      <FileButton onChange={(file) => void file?.text().then(actions.importText)} accept=".json,application/json">
        {(props) => (
          <Button {...props} variant="default" leftSection={<IconFileImport size={14} />}>
            {t('import')}
          </Button>
        )}
      </FileButton>
      <StartFromFile onFlow={actions.create} flows={all} />
      <Button leftSection={<IconPlus size={14} />} onClick={() => actions.create()} loading={actions.busy}>
        {t('new')}
      </Button>
    </>
  )
  return (
    <>
      <TopBar title={t('title')} badge={query.data !== undefined && <Chip>{all.length}</Chip>}>
        <TextInput
          w={240}
          leftSection={<IconSearch size={14} />}
          placeholder={t('search')}
          aria-label={t('search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Select
          w={150}
          aria-label={t('sort')}
          data={(['updated', 'lastRun', 'name'] as const).map((by) => ({ value: by, label: t(`sortBy.${by}`) }))}
          value={sorting.by}
          onChange={(by) => by !== null && setSorting({ by, descending: by !== 'name' })}
        />
        <TrashLink />
        {buttons}
      </TopBar>
      <PageBody>
        <PasswordPrompt />
        {query.isPending && <RowsSkeleton rows={7} />}
        {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
        {query.isSuccess && all.length === 0 && (
          <EmptyState icon={IconRoute} title={t('empty.title')} text={t('empty.text')}>
            <Button.Group>{buttons}</Button.Group>
          </EmptyState>
        )}
        {query.isSuccess && all.length > 0 && (
          <>
            <FlowFiguresRow flows={all} />
            {shown.length === 0 ? (
              <EmptyState icon={IconSearch} title={t('notFound.title', { search })} text={t('notFound.text')}>
                <Button variant="default" onClick={() => setSearch('')}>
                  {t('notFound.clear')}
                </Button>
              </EmptyState>
            ) : (
              <FlowTable
                flows={shown}
                sorting={sorting}
                onSort={setSorting}
                onRun={(flow) => actions.run(flow.id)}
                onDuplicate={(flow) => actions.duplicate(flow.id)}
                onDelete={setDoomed}
                onPolicy={({ id }) => setGoverned(id)}
              />
            )}
          </>
        )}
      </PageBody>
      <PolicyDrawer flowId={governed} onClose={() => setGoverned(undefined)} />
      <Confirm
        opened={doomed !== undefined}
        title={t('delete.title')}
        text={t('delete.text', { name: doomed?.name ?? '' })}
        action={t('delete.action')}
        busy={remove.isPending}
        onClose={() => setDoomed(undefined)}
        onConfirm={() => {
          if (doomed === undefined) return
          remove.mutate(
            { params: { id: doomed.id } },
            {
              onSuccess: () =>
                notifyDeleted(t, doomed.name, () =>
                  restore.mutate(
                    { params: { id: doomed.id } },
                    {
                      onSuccess: ({ flow: { name } }) => notifyDone(t, t(name === doomed.name ? 'restored' : 'restoredAs', { name })),
                      onError: (error) => notifyError(t, error),
                    },
                  ),
                ),
              onError: (error) => notifyError(t, error),
              onSettled: () => setDoomed(undefined),
            },
          )
        }}
      />
    </>
  )
}
