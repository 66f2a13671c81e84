import { Button, Drawer, Group, Progress, Select } from '@mantine/core'
import { tickStateSchema, type BackfillDto, type ScheduleDto, type TickDto } from '@sluice/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useChange, useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useTimes } from '../../schedules/use-times.ts'
import { Chip } from '../../ui/chip.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { notifyError } from '../../ui/notify.ts'
import { RunStatusChip } from '../../ui/run-status.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { useTickText } from './tick-bars.tsx'
import list from '../../ui/list.module.css'
import classes from './schedules-page.module.css'

const PAGE = 50

function BackfillRow({ backfill, zone }: { readonly backfill: BackfillDto; readonly zone: string }) {
  const { t } = useTranslation('schedules')
  const format = useFormat()
  const times = useTimes()
  const cancel = useChange('cancelBackfill', ['listBackfills', 'listSchedules', 'listTicks', 'listRuns'])
  const { total, waiting, running, succeeded, failed, skipped } = backfill
  const over = total - waiting - running
  const share = (part: number): number => (100 * part) / Math.max(1, total)
  const facts = {
    over: format.number(over),
    total: format.number(total),
    failed: format.number(failed),
    skipped: format.number(skipped),
    running: format.number(running),
  }
  return (
    <li className={classes['backfillRow']}>
      <Group justify="space-between" gap={8}>
        <strong>{t('backfill.range', { since: times.moment(backfill.since, zone), until: times.moment(backfill.until, zone) })}</strong>
        {backfill.state === 'running' ? (
          <Button
            variant="default"
            loading={cancel.isPending}
            onClick={() => cancel.mutate({ params: { id: backfill.id } }, { onError: (error) => notifyError(t, error) })}
          >
            {t('backfill.cancel')}
          </Button>
        ) : (
          <Chip tone={backfill.state === 'done' ? 'ok' : 'mute'}>{t(`backfill.states.${backfill.state}`)}</Chip>
        )}
      </Group>
      <Progress.Root size={6} my={6} aria-label={t('backfill.progress', facts)}>
        <Progress.Section value={share(succeeded)} color="var(--ok-bar)" aria-label={t('backfill.progress', facts)} />
        <Progress.Section value={share(failed)} color="var(--bad-bar)" aria-label={t('backfill.facts', facts)} />
      </Progress.Root>
      <span className={list['sub']}>{t('backfill.facts', facts)}</span>
    </li>
  )
}

function TickRow({ tick, zone }: { readonly tick: TickDto; readonly zone: string }) {
  const { t } = useTranslation('schedules')
  const times = useTimes()
  const format = useFormat()
  const text = useTickText()
  const series = tick.series === 'regular' ? '' : tick.series === 'manual' ? t('series.manual') : t('series.backfill')
  return (
    <tr>
      <td>
        {times.moment(tick.due, zone)}
        {series !== '' && <div className={list['sub']}>{series}</div>}
      </td>
      <td>
        {tick.run === null ? (
          <Chip tone={tick.state === 'skipped' ? 'warn' : 'mute'}>{t(`state.${tick.state}`)}</Chip>
        ) : (
          <RunStatusChip status={tick.run.status} />
        )}
        {tick.run === null && tick.reason !== null && <div className={list['sub']}>{text(tick)}</div>}
      </td>
      <td>
        {tick.run !== null && (
          <Link to={`/runs/${tick.run.id}`} className={list['name']}>
            {tick.run.durationMs === null ? t('openRun') : format.duration(tick.run.durationMs)}
          </Link>
        )}
      </td>
    </tr>
  )
}

function History({ schedule }: { readonly schedule: ScheduleDto }) {
  const { t } = useTranslation('schedules')
  const format = useFormat()
  const [state, setState] = useState<TickDto['state']>()
  const [offset, setOffset] = useState(0)
  const { id, zone } = schedule
  const ticks = useRoute(
    'listTicks',
    { params: { id }, query: { state, offset, limit: PAGE } },
    { refreshEvery: 3_000, keepPrevious: true },
  )
  const backfills = useRoute('listBackfills', { params: { id } }, { refreshEvery: 3_000 })
  const shown = ticks.data?.ticks ?? []
  return (
    <div className={classes['form']}>
      {backfills.data !== undefined && backfills.data.backfills.length > 0 && (
        <section>
          <h3>{t('backfill.all')}</h3>
          <ul className={classes['backfills']}>
            {backfills.data.backfills.map((backfill) => (
              <BackfillRow key={backfill.id} backfill={backfill} zone={zone} />
            ))}
          </ul>
        </section>
      )}
      <Select
        clearable
        aria-label={t('filterState')}
        placeholder={t('anyState')}
        data={tickStateSchema.options.map((value) => ({ value, label: t(`state.${value}`) }))}
        value={state ?? null}
        onChange={(value) => {
          setState(tickStateSchema.safeParse(value).data)
          setOffset(0)
        }}
      />
      {ticks.isPending && <RowsSkeleton rows={5} />}
      {ticks.isError && <ErrorNotice error={ticks.error} retry={ticks.refetch} />}
      {ticks.isSuccess && shown.length === 0 && <p>{t('noTicks')}</p>}
      {shown.length > 0 && (
        <div className={list['frame']}>
          <table className={list['list']}>
            <thead>
              <tr>
                <th>{t('due', { zone })}</th>
                <th>{t('outcome')}</th>
                <th>{t('run')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((tick) => (
                <TickRow key={tick.id} tick={tick} zone={zone} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {(ticks.data?.total ?? 0) > PAGE && (
        <Group justify="flex-end" gap={8}>
          <span role="status">
            {t('page', {
              from: format.number(offset + 1),
              to: format.number(offset + shown.length),
              total: format.number(ticks.data?.total ?? 0),
            })}
          </span>
          <Button variant="default" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - PAGE))}>
            {t('newer')}
          </Button>
          <Button variant="default" disabled={offset + PAGE >= (ticks.data?.total ?? 0)} onClick={() => setOffset(offset + PAGE)}>
            {t('older')}
          </Button>
        </Group>
      )}
    </div>
  )
}

/** What became of a schedule's due times, and its backfills. */
export function HistoryDrawer({ schedule, onClose }: { readonly schedule: ScheduleDto | undefined; readonly onClose: () => void }) {
  const { t } = useTranslation('schedules')
  return (
    <Drawer
      opened={schedule !== undefined}
      onClose={onClose}
      position="right"
      size={620}
      title={t('historyOf', { name: schedule?.name ?? '' })}
      closeButtonProps={{ 'aria-label': t('shell:close') }}
    >
      {schedule !== undefined && <History key={schedule.id} schedule={schedule} />}
    </Drawer>
  )
}
