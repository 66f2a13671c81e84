import { Button, SegmentedControl, Select } from '@mantine/core'
import type { ScheduleDto } from '@sluice/contract'
import { IconCalendarClock, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useRoute } from '../../api/queries.ts'
import { ScheduleDrawer, type Opened } from '../../schedules/schedule-drawer.tsx'
import { Chip } from '../../ui/chip.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { BackfillDialog } from './backfill-dialog.tsx'
import { DeleteSchedule } from './delete-schedule.tsx'
import { HistoryDrawer } from './history-drawer.tsx'
import { PauseEverything } from './pause-everything.tsx'
import { RunScheduleDialog } from './run-schedule-dialog.tsx'
import { ScheduleTable } from './schedule-table.tsx'
import { WeekView } from './week-view.tsx'

const EVERY = 5_000

/** What is open over the page, for which schedule. */
interface Over {
  readonly what: 'history' | 'backfill' | 'delete' | 'run'
  readonly id: string
}

/** When flows run by themselves: a list and a calendar of the week; what is shown stands in the address. */
export function SchedulesPage() {
  const { t } = useTranslation('schedules')
  const [search, setSearch] = useSearchParams()
  const [opened, setOpened] = useState<Opened>()
  const [over, setOver] = useState<Over>()
  const view = search.get('view') === 'week' ? 'week' : 'list'
  const flow = search.get('flow') ?? undefined
  const query = useRoute('listSchedules', {}, { refreshEvery: EVERY })
  const all = query.data?.schedules ?? []
  const shown = all.filter((schedule) => flow === undefined || schedule.flowId === flow)
  const flows = new Map(all.map(({ flowId, flowName }) => [flowId, flowName]))
  const show = (change: Readonly<Record<string, string | undefined>>): void => {
    const next = { view: view === 'week' ? view : undefined, flow, ...change }
    setSearch(Object.entries(next).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]])))
  }
  const overOf = (what: Over['what']): ScheduleDto | undefined => (over?.what === what ? all.find(({ id }) => id === over.id) : undefined)
  const close = (): void => setOver(undefined)
  const open = (what: Over['what']) => (schedule: ScheduleDto) => setOver({ what, id: schedule.id })
  const add = (
    <Button leftSection={<IconPlus size={14} />} onClick={() => setOpened(flow === undefined ? {} : { flowId: flow })}>
      {t('new')}
    </Button>
  )
  return (
    <>
      <TopBar title={t('title')} badge={query.data !== undefined && <Chip>{all.length}</Chip>}>
        <Select
          w={220}
          searchable
          clearable
          aria-label={t('filterFlow')}
          placeholder={t('anyFlow')}
          data={[...flows].map(([value, label]) => ({ value, label }))}
          value={flow ?? null}
          onChange={(value) => show({ flow: value ?? undefined })}
        />
        <SegmentedControl
          aria-label={t('view')}
          data={[
            { value: 'list', label: t('views.list') },
            { value: 'week', label: t('views.week') },
          ]}
          value={view}
          onChange={(value) => show({ view: value === 'week' ? value : undefined })}
        />
        <PauseEverything />
        {add}
      </TopBar>
      <PageBody>
        {query.isPending && <RowsSkeleton rows={6} />}
        {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
        {query.isSuccess && shown.length === 0 && (
          <EmptyState icon={IconCalendarClock} title={t('empty.title')} text={t('empty.text')}>
            {add}
          </EmptyState>
        )}
        {shown.length > 0 && view === 'list' && (
          <ScheduleTable
            schedules={shown}
            onEdit={(schedule) => setOpened({ schedule })}
            onHistory={open('history')}
            onBackfill={open('backfill')}
            onRun={open('run')}
            onDelete={open('delete')}
          />
        )}
        {shown.length > 0 && view === 'week' && <WeekView schedules={shown} onOpen={(schedule) => setOpened({ schedule })} />}
      </PageBody>
      <ScheduleDrawer opened={opened} onClose={() => setOpened(undefined)} />
      <HistoryDrawer schedule={overOf('history')} onClose={close} />
      <BackfillDialog schedule={overOf('backfill')} onClose={close} />
      <RunScheduleDialog schedule={overOf('run')} onClose={close} />
      <DeleteSchedule schedule={overOf('delete')} onClose={close} />
    </>
  )
}
