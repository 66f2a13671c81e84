import { Button, Select } from '@mantine/core'
import { runStatusSchema, runTriggerSchema } from '@sluice/contract'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { Pager } from '../../ui/pager.tsx'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { RunsTable } from './runs-table.tsx'
import { PAGE, readRunsView, SPANS, spanOf, writeRunsView, type RunsView } from './runs-view.ts'

/** Every run, newest first; what is shown stands in the address. */
export function RunsPage() {
  const { t } = useTranslation('runs')
  const format = useFormat()
  const [search, setSearch] = useSearchParams()
  const view = readRunsView(search)
  const show = (change: Partial<RunsView>): void => setSearch(writeRunsView({ ...view, offset: 0, ...change }))
  const { flow, status, trigger, within, offset } = view
  const filtered = [flow, status, trigger, within].some((value) => value !== undefined)
  const asked = { flow, status, trigger, hours: within === undefined ? undefined : SPANS[within], offset, limit: PAGE }
  const query = useRoute('listRuns', { query: asked }, { refreshEvery: 3_000, keepPrevious: true })
  const flows = useRoute('listFlows', {})
  const total = query.data?.total ?? 0
  const runs = query.data?.runs ?? []
  return (
    <>
      <TopBar title={t('title')} badge={query.data !== undefined && <Chip>{format.number(total)}</Chip>}>
        <Select
          w={220}
          searchable
          clearable
          aria-label={t('filterFlow')}
          placeholder={t('anyFlow')}
          data={flows.data?.flows.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          value={flow ?? null}
          onChange={(value) => show({ flow: value ?? undefined })}
        />
        <Select
          w={170}
          clearable
          aria-label={t('filterStatus')}
          placeholder={t('anyStatus')}
          data={runStatusSchema.options.map((value) => ({ value, label: t(`shell:runStatus.${value}`) }))}
          value={status ?? null}
          onChange={(value) => show({ status: runStatusSchema.safeParse(value).data })}
        />
        <Select
          w={170}
          clearable
          aria-label={t('filterTrigger')}
          placeholder={t('anyTrigger')}
          data={runTriggerSchema.options.map((value) => ({ value, label: t(`triggers.${value}`) }))}
          value={trigger ?? null}
          onChange={(value) => show({ trigger: runTriggerSchema.safeParse(value).data })}
        />
        <Select
          w={140}
          clearable
          aria-label={t('filterWithin')}
          placeholder={t('anyTime')}
          data={Object.keys(SPANS).map((value) => ({ value, label: t(`within.${value}`) }))}
          value={within ?? null}
          onChange={(value) => show({ within: spanOf(value) })}
        />
      </TopBar>
      <PageBody>
        {query.isPending && <RowsSkeleton rows={10} />}
        {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
        {query.isSuccess && runs.length === 0 && (
          <EmptyState
            icon={IconPlayerPlay}
            title={filtered ? t('noneFound') : t('none')}
            text={filtered ? t('noneFoundText') : t('noneText')}
          >
            {filtered ? (
              <Button variant="default" onClick={() => show({ flow: undefined, status: undefined, trigger: undefined, within: undefined })}>
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
        <Pager
          offset={offset}
          size={PAGE}
          total={total}
          text={t('page', { from: format.number(offset + 1), to: format.number(offset + runs.length), total: format.number(total) })}
          newer={t('newer')}
          older={t('older')}
          onGo={(to) => show({ offset: to })}
        />
      </PageBody>
    </>
  )
}
