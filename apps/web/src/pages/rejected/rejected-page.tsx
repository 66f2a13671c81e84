import { SegmentedControl, Select } from '@mantine/core'
import { rejectedStateSchema } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useRoute } from '../../api/queries.ts'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { CauseList } from './cause-list.tsx'
import { CauseRows } from './cause-rows.tsx'
import { readRejectedView, writeRejectedView, type RejectedView } from './rejected-view.ts'

/** The inbox: rejected rows of all flows by cause; one cause opens as a grid to mend, take in again, or drop. */
export function RejectedPage() {
  const { t } = useTranslation('rejected')
  const [search, setSearch] = useSearchParams()
  const view = readRejectedView(search)
  const flows = useRoute('listFlows', {})
  const show = (change: Partial<RejectedView>): void => setSearch(writeRejectedView({ ...view, offset: 0, ...change }))
  return (
    <>
      <TopBar title={t('title')}>
        <Select
          w={240}
          searchable
          clearable
          aria-label={t('filterFlow')}
          placeholder={t('anyFlow')}
          data={flows.data?.flows.map(({ id, name }) => ({ value: id, label: name })) ?? []}
          value={view.flow ?? null}
          onChange={(value) => show({ flow: value ?? undefined, cause: undefined })}
        />
        <SegmentedControl
          aria-label={t('filterState')}
          data={rejectedStateSchema.options.map((value) => ({ value, label: t(`states.${value}`) }))}
          value={view.state}
          onChange={(value) => show({ state: rejectedStateSchema.parse(value) })}
        />
      </TopBar>
      <PageBody>
        {view.cause === undefined || view.flow === undefined ? (
          <CauseList view={view} onShow={show} />
        ) : (
          // Another cause begins with nothing chosen.
          <CauseRows key={JSON.stringify(view)} view={view} flow={view.flow} cause={view.cause} onShow={show} />
        )}
      </PageBody>
    </>
  )
}
