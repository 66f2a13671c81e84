import { ActionIcon, Menu, Progress, Switch, Tooltip } from '@mantine/core'
import type { BackfillDto, ScheduleDto } from '@sluice/contract'
import { IconDots, IconEdit, IconHistory, IconPlayerPlay, IconRestore, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useChange } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { describeTiming } from '../../schedules/describe-timing.ts'
import { useTimes } from '../../schedules/use-times.ts'
import { Chip } from '../../ui/chip.tsx'
import { notifyError } from '../../ui/notify.ts'
import { TickBars } from './tick-bars.tsx'
import list from '../../ui/list.module.css'
import classes from './schedules-page.module.css'

type Act = (schedule: ScheduleDto) => void
interface Actions {
  readonly onEdit: Act
  readonly onHistory: Act
  readonly onBackfill: Act
  readonly onRun: Act
  readonly onDelete: Act
}

function ScheduleMenu({ schedule, onEdit, onHistory, onBackfill, onRun, onDelete }: Actions & { readonly schedule: ScheduleDto }) {
  const { t } = useTranslation('schedules')
  const { name } = schedule
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('menuOf', { name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconEdit size={14} />} onClick={() => onEdit(schedule)}>
          {t('edit')}
        </Menu.Item>
        <Menu.Item leftSection={<IconPlayerPlay size={14} />} onClick={() => onRun(schedule)}>
          {t('runNow')}
        </Menu.Item>
        <Menu.Item leftSection={<IconRestore size={14} />} onClick={() => onBackfill(schedule)}>
          {t('backfill.open')}
        </Menu.Item>
        <Menu.Item leftSection={<IconHistory size={14} />} onClick={() => onHistory(schedule)}>
          {t('history')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="var(--bad)" leftSection={<IconTrash size={14} />} onClick={() => onDelete(schedule)}>
          {t('shell:delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** How far a running backfill is; opens the history. */
function BackfillBar({ backfill, onOpen }: { readonly backfill: BackfillDto; readonly onOpen: () => void }) {
  const { t } = useTranslation('schedules')
  const format = useFormat()
  const over = backfill.total - backfill.waiting - backfill.running
  const text = t('backfill.progress', { over: format.number(over), total: format.number(backfill.total) })
  return (
    <button type="button" className={classes['backfill']} onClick={onOpen}>
      <span>{text}</span>
      <Progress value={(100 * over) / backfill.total} size={4} aria-label={text} />
    </button>
  )
}

/** When it fires next: how soon, in the zone of the schedule, and in that of who looks where that is another time. */
function NextFire({ schedule }: { readonly schedule: ScheduleDto }) {
  const { t } = useTranslation('schedules')
  const format = useFormat()
  const times = useTimes()
  const { nextDue, zone, paused } = schedule
  if (paused) return <Chip>{t('paused')}</Chip>
  if (nextDue === null) return <Chip>{t('over')}</Chip>
  return (
    <>
      {format.ago(nextDue)}
      <div className={list['sub']}>{t('at', { moment: times.moment(nextDue, zone), zone })}</div>
      {times.differs(zone, [nextDue]) && <div className={list['sub']}>{t('here', { moment: times.moment(nextDue) })}</div>}
    </>
  )
}

/** Schedules as rows. */
export function ScheduleTable({ schedules, ...actions }: Actions & { readonly schedules: readonly ScheduleDto[] }) {
  const { t, i18n } = useTranslation('schedules')
  const pause = useChange('pauseSchedule', ['listSchedules', 'listFires', 'listFlows'])
  return (
    <div className={list['frame']}>
      <table className={list['list']} data-tall>
        <thead>
          <tr>
            <th>{t('columns.schedule')}</th>
            <th>{t('columns.when')}</th>
            <th>{t('columns.next')}</th>
            <th>{t('columns.last')}</th>
            <th>{t('columns.on')}</th>
            <th>
              <span className="visually-hidden">{t('columns.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {schedules.map((schedule) => (
            <tr key={schedule.id}>
              <td>
                <button type="button" className={classes['open']} onClick={() => actions.onEdit(schedule)}>
                  {schedule.name}
                </button>
                <div className={list['sub']}>
                  <Link to={`/flows/${schedule.flowId}`}>{schedule.flowName}</Link>{' '}
                  {schedule.flowPublished === null ? (
                    <Chip tone="warn">{t('notPublished')}</Chip>
                  ) : (
                    t('published', { revision: schedule.flowPublished })
                  )}
                </div>
              </td>
              <td>
                {describeTiming(t, i18n.resolvedLanguage ?? 'en', schedule) ?? schedule.expression}
                <div className={list['sub']}>
                  <code>{schedule.expression}</code> · {schedule.zone}
                </div>
              </td>
              <td>
                <NextFire schedule={schedule} />
              </td>
              <td>
                <TickBars ticks={schedule.lastTicks} />
                {schedule.backfills.map((backfill) => (
                  <BackfillBar key={backfill.id} backfill={backfill} onOpen={() => actions.onHistory(schedule)} />
                ))}
              </td>
              <td>
                <Tooltip label={schedule.paused ? t('resume') : t('pause')}>
                  <Switch
                    checked={!schedule.paused}
                    aria-label={t('onOf', { name: schedule.name })}
                    disabled={pause.isPending}
                    onChange={() =>
                      pause.mutate(
                        { params: { id: schedule.id }, body: { paused: !schedule.paused } },
                        { onError: (error) => notifyError(t, error) },
                      )
                    }
                  />
                </Tooltip>
              </td>
              <td>
                <div className={list['actions']}>
                  <Tooltip label={t('runNow')}>
                    <ActionIcon aria-label={t('runNowOf', { name: schedule.name })} onClick={() => actions.onRun(schedule)}>
                      <IconPlayerPlay size={16} />
                    </ActionIcon>
                  </Tooltip>
                  <ScheduleMenu schedule={schedule} {...actions} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
