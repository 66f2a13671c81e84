import { ActionIcon, Button, Group, Select, Tooltip } from '@mantine/core'
import { runStatusSchema } from '@sluice/contract'
import { IconChevronLeft, IconChevronRight, IconPlayerPlay } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { RunsTable } from './runs-table.tsx'
import { PAGE, readRunsView, writeRunsView, type RunsView } from './runs-view.ts'

/** Every run, newest first; what is shown stands in the address. */
export function RunsPage() {
  const { t } = useTranslation('runs')
  const format = useFormat()
  const [search, setSearch] = useSearchParams()
  const view = readRunsView(search)
  const show = (change: Partial<RunsView>): void => setSearch(writeRunsView({ ...view, offset: 0, ...change }))
  const { flow, status, offset } = view
  const query = useRoute('listRuns', { query: { flow, status, offset, limit: PAGE } }, { refreshEvery: 3_000, keepPrevious: true })
  const flows = useRoute('listFlows', {})
  const total = query.data?.total ?? 0
  const runs = query.data?.runs ?? []
  return (
    <>
      <TopBar title={t('title')} badge={query.data !== undefined && <Chip>{format.number(total)}</Chip>}>
        <Select
          w={240}
          searchable
          clearable
          aria-label={t('filterFlow')}
          placeholder={t('anyFlow')}
          data={flows.data?.flows.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          value={flow ?? null}
          onChange={(value) => show({ flow: value ?? undefined })}
        />
        <Select
          w={200}
          clearable
          aria-label={t('filterStatus')}
          placeholder={t('anyStatus')}
          data={runStatusSchema.options.map((value) => ({ value, label: t(`shell:runStatus.${value}`) }))}
          value={status ?? null}
          onChange={(value) => show({ status: runStatusSchema.safeParse(value).data })}
        />
      </TopBar>
      <PageBody>
        {query.isPending && <RowsSkeleton rows={10} />}
        {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
        {query.isSuccess && runs.length === 0 && (
          <EmptyState
            icon={IconPlayerPlay}
            title={flow !== undefined || status !== undefined ? t('noneFound') : t('none')}
            text={flow !== undefined || status !== undefined ? t('noneFoundText') : t('noneText')}
          >
            {flow !== undefined || status !== undefined ? (
              <Button variant="default" onClick={() => show({ flow: undefined, status: undefined })}>
                {t('clear')}
              </Button>
            ) : (
              <Button component={Link} to="/flows">
                {t('shell:notFound.toFlows')}
              </Button>
            )}
          </EmptyState>
        )}
        {runs.length > 0 && <RunsTable runs={runs} />}
        {total > PAGE && (
          <Group justify="flex-end" gap={8} mt="sm">
            <span role="status">
              {t('page', { from: format.number(offset + 1), to: format.number(offset + runs.length), total: format.number(total) })}
            </span>
            <Tooltip label={t('newer')}>
              <ActionIcon aria-label={t('newer')} disabled={offset === 0} onClick={() => show({ offset: Math.max(0, offset - PAGE) })}>
                <IconChevronLeft size={16} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={t('older')}>
              <ActionIcon aria-label={t('older')} disabled={offset + PAGE >= total} onClick={() => show({ offset: offset + PAGE })}>
                <IconChevronRight size={16} />
              </ActionIcon>
            </Tooltip>
          </Group>
        )}
      </PageBody>
    </>
  )
}
