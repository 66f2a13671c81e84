import { ActionIcon, Button, Tooltip } from '@mantine/core'
import type { ScheduleDto } from '@sluice/contract'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRoute } from '../../api/queries.ts'
import { useNow } from '../../data/use-elapsed.ts'
import { describeTiming } from '../../schedules/describe-timing.ts'
import { useTimes } from '../../schedules/use-times.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { firesByDay, weekDays, weekStart, type Fire } from './week.ts'
import classes from './schedules-page.module.css'

interface Props {
  readonly schedules: readonly ScheduleDto[]
  readonly onOpen: (schedule: ScheduleDto) => void
}

/** One fire in its day; past ones are quiet. */
function FireButton({
  fire,
  schedule,
  now,
  onOpen,
}: { readonly fire: Fire; readonly schedule: ScheduleDto; readonly now: number } & Pick<Props, 'onOpen'>) {
  const { t } = useTranslation('schedules')
  const times = useTimes()
  const label = t('fire', { time: times.time(fire.due), name: schedule.name, flow: schedule.flowName })
  return (
    <Tooltip label={label}>
      <button type="button" aria-label={label} data-past={Date.parse(fire.due) < now} onClick={() => onOpen(schedule)}>
        <time dateTime={fire.due}>{times.time(fire.due)}</time> {schedule.name}
      </button>
    </Tooltip>
  )
}

/** The week as seven columns, in the zone of who looks; what fires too often to be told one by one stands above. */
export function WeekView({ schedules, onOpen }: Props) {
  const { t, i18n } = useTranslation('schedules')
  const times = useTimes()
  const [offset, setOffset] = useState(0)
  const today = new Date(useNow(true, 60_000)).toDateString()
  const days = useMemo(() => weekDays(weekStart(new Date(today), offset)), [today, offset])
  const until = new Date((days[7]?.getTime() ?? 0) - 1)
  const query = useRoute('listFires', { query: { since: days[0]!.toISOString(), until: until.toISOString() } }, { keepPrevious: true })
  const known = new Map(schedules.map((schedule) => [schedule.id, schedule]))
  const told = (query.data?.schedules ?? []).filter(({ scheduleId }) => known.has(scheduleId))
  const often = told.filter(({ more }) => more).flatMap(({ scheduleId }) => known.get(scheduleId) ?? [])
  return (
    <>
      <div className={classes['weekBar']}>
        <Tooltip label={t('weekBefore')}>
          <ActionIcon aria-label={t('weekBefore')} onClick={() => setOffset(offset - 1)}>
            <IconChevronLeft size={16} />
          </ActionIcon>
        </Tooltip>
        <Button variant="default" disabled={offset === 0} onClick={() => setOffset(0)}>
          {t('thisWeek')}
        </Button>
        <Tooltip label={t('weekAfter')}>
          <ActionIcon aria-label={t('weekAfter')} onClick={() => setOffset(offset + 1)}>
            <IconChevronRight size={16} />
          </ActionIcon>
        </Tooltip>
        <span role="status">
          {t('weekOf', { from: times.day(days[0]!.toISOString()), to: times.day(until.toISOString()), zone: times.zone })}
        </span>
      </div>
      {query.isPending && <RowsSkeleton rows={6} />}
      {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
      {often.length > 0 && (
        <ul className={classes['often']} aria-label={t('often')}>
          {often.map((schedule) => (
            <li key={schedule.id}>
              <button type="button" onClick={() => onOpen(schedule)}>
                <strong>{schedule.name}</strong> {describeTiming(t, i18n.resolvedLanguage ?? 'en', schedule)}
              </button>
            </li>
          ))}
        </ul>
      )}
      {query.isSuccess && (
        <ol className={classes['week']}>
          {firesByDay(days, told).map((fires, index) => (
            <li key={days[index]!.toISOString()} data-today={days[index]!.toDateString() === today}>
              <h2>{times.day(days[index]!.toISOString())}</h2>
              {fires.map((fire) => (
                <FireButton
                  key={`${fire.scheduleId} ${fire.due}`}
                  fire={fire}
                  schedule={known.get(fire.scheduleId)!}
                  now={query.dataUpdatedAt}
                  onOpen={onOpen}
                />
              ))}
            </li>
          ))}
        </ol>
      )}
    </>
  )
}
