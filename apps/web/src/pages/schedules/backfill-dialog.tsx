import { Button, Checkbox, Group, Modal, NumberInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { ScheduleDto } from '@sluice/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { MomentInput } from '../../schedules/moment-input.tsx'
import { useTimes } from '../../schedules/use-times.ts'
import { errorText } from '../../ui/error-text.ts'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import classes from './schedules-page.module.css'

const QUIET = 250
const WEEK = 7 * 86_400_000

interface Range {
  readonly since: string
  readonly until: string
  readonly onlyMissed: boolean
}

type Preview = ReturnType<typeof useRoute<'previewBackfill'>>

/** How many runs it would be, or why it can't be. */
function Count({ preview: { data, isError, error }, zone }: { readonly preview: Preview; readonly zone: string }) {
  const { t } = useTranslation('schedules')
  const format = useFormat()
  const times = useTimes()
  const text = (): string => {
    if (isError) {
      const { title, advice } = errorText(t, error)
      return t('backfill.refused', { title, advice })
    }
    if (data === undefined) return t('backfill.counting')
    const counts = { count: data.count, shown: format.number(data.count), most: format.number(data.most) }
    if (!data.exact) return t('backfill.tooMany', counts)
    if (data.first === null || data.last === null) return t('backfill.none')
    return t('backfill.count', { ...counts, first: times.moment(data.first, zone), last: times.moment(data.last, zone) })
  }
  return (
    <p role="status" className={classes['count']} data-bad={isError || data?.exact === false}>
      {text()}
      {data !== undefined && data.unknownUntil !== null && ` ${t('backfill.unknown', { until: times.moment(data.unknownUntil, zone) })}`}
    </p>
  )
}

function BackfillForm({ schedule, onClose }: { readonly schedule: ScheduleDto; readonly onClose: () => void }) {
  const { t } = useTranslation('schedules')
  const { id, zone } = schedule
  const [range, setRange] = useState<Range>(() => ({
    since: new Date(Date.now() - WEEK).toISOString(),
    until: new Date().toISOString(),
    onlyMissed: true,
  }))
  const [concurrency, setConcurrency] = useState(1)
  const [asked] = useDebouncedValue(range, QUIET)
  const preview = useRoute('previewBackfill', { params: { id }, body: asked }, { keepPrevious: true })
  const ready = preview.isSuccess && !preview.isFetching && preview.data.exact && preview.data.count > 0 && asked === range
  const start = useChange('startBackfill', ['listSchedules', 'listBackfills', 'listRuns', 'listTicks'])
  const moment = (path: 'since' | 'until') => (
    <MomentInput
      label={t(`backfill.${path}`)}
      zone={zone}
      value={range[path]}
      onMoment={(instant) => instant !== null && setRange((before) => ({ ...before, [path]: instant }))}
    />
  )
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault()
        start.mutate(
          { params: { id }, body: { ...range, concurrency } },
          {
            onSuccess: (backfill) => {
              notifyDone(t, t('backfill.started', { count: backfill.total }))
              onClose()
            },
            onError: (error) => notifyError(t, error),
          },
        )
      }}
    >
      <p>{t('backfill.text', { zone })}</p>
      <div className={classes['pair']}>
        {moment('since')}
        {moment('until')}
      </div>
      <Checkbox
        label={t('backfill.onlyMissed')}
        description={t('backfill.onlyMissedHelp')}
        checked={range.onlyMissed}
        onChange={(event) => setRange({ ...range, onlyMissed: event.currentTarget.checked })}
      />
      <NumberInput
        label={t('backfill.atOnce')}
        description={t('backfill.atOnceHelp')}
        min={1}
        max={16}
        clampBehavior="strict"
        allowDecimal={false}
        value={concurrency}
        onChange={(value) => setConcurrency(typeof value === 'number' ? value : 1)}
      />
      <Count preview={preview} zone={zone} />
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onClose}>
          {t('shell:cancel')}
        </Button>
        <Button type="submit" loading={start.isPending} disabled={!ready}>
          {t('backfill.start')}
        </Button>
      </Group>
    </form>
  )
}

/** Asks for a range and runs its due times, oldest first. */
export function BackfillDialog({ schedule, onClose }: { readonly schedule: ScheduleDto | undefined; readonly onClose: () => void }) {
  const { t } = useTranslation('schedules')
  return (
    <Modal
      opened={schedule !== undefined}
      onClose={onClose}
      size={520}
      title={t('backfill.title', { name: schedule?.name ?? '' })}
      closeButtonProps={{ 'aria-label': t('shell:close') }}
    >
      {schedule !== undefined && <BackfillForm key={schedule.id} schedule={schedule} onClose={onClose} />}
    </Modal>
  )
}
