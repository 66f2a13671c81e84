import { Button, Menu } from '@mantine/core'
import { IconCalendarClock, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { describeTiming } from '../../schedules/describe-timing.ts'
import { ScheduleDrawer, type Opened } from '../../schedules/schedule-drawer.tsx'
import { useEditor } from '../context.ts'

/** Puts the open flow on a schedule, or shows the schedules it has. */
export function ScheduleButton() {
  const { t, i18n } = useTranslation('editor')
  const format = useFormat()
  const { flowId } = useEditor()
  const [opened, setOpened] = useState<Opened>()
  const query = useRoute('listSchedules', { query: { flow: flowId } }, { refreshEvery: 30_000 })
  const schedules = query.data?.schedules ?? []
  const add = (): void => setOpened({ flowId })
  const button = (
    <Button variant="default" leftSection={<IconCalendarClock size={14} aria-hidden />} {...(schedules.length === 0 && { onClick: add })}>
      {schedules.length === 0 ? t('schedule.add') : t('schedule.some', { count: schedules.length })}
    </Button>
  )
  return (
    <>
      {schedules.length === 0 ? (
        button
      ) : (
        <Menu position="bottom-end" width={300}>
          <Menu.Target>{button}</Menu.Target>
          <Menu.Dropdown>
            {schedules.map((schedule) => (
              <Menu.Item key={schedule.id} onClick={() => setOpened({ schedule })}>
                <strong>{schedule.name}</strong>
                <div>{describeTiming(t, i18n.resolvedLanguage ?? 'en', schedule)}</div>
                <div>{schedule.paused || schedule.nextDue === null ? t('schedules:paused') : format.ago(schedule.nextDue)}</div>
              </Menu.Item>
            ))}
            <Menu.Divider />
            <Menu.Item leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
              {t('schedules:new')}
            </Menu.Item>
            <Menu.Item component={Link} to={`/schedules?flow=${flowId}`}>
              {t('schedule.all')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <ScheduleDrawer opened={opened} onClose={() => setOpened(undefined)} />
    </>
  )
}
