import { Button, Group, Modal, TextInput } from '@mantine/core'
import type { ScheduleDto } from '@sluice/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useChange } from '../../api/queries.ts'
import { notifyError } from '../../ui/notify.ts'

function RunForm({ schedule, onClose }: { readonly schedule: ScheduleDto; readonly onClose: () => void }) {
  const { t } = useTranslation('schedules')
  const navigate = useNavigate()
  const [parameters, setParameters] = useState(schedule.parameters)
  const run = useChange('runSchedule', ['listSchedules', 'listRuns', 'listFlows'])
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        run.mutate(
          { params: { id: schedule.id }, body: { parameters } },
          { onSuccess: ({ id }) => void navigate(`/runs/${id}`), onError: (error) => notifyError(t, error) },
        )
      }}
    >
      <p>{t('runText', { flow: schedule.flowName, revision: schedule.flowPublished ?? '' })}</p>
      {Object.entries(parameters).map(([name, value]) => (
        <TextInput
          key={name}
          mt={12}
          label={name}
          value={value}
          onChange={(event) => setParameters({ ...parameters, [name]: event.currentTarget.value })}
        />
      ))}
      <Group justify="flex-end" gap={8} mt={16}>
        <Button variant="default" onClick={onClose}>
          {t('shell:cancel')}
        </Button>
        <Button type="submit" loading={run.isPending} data-autofocus>
          {t('runNow')}
        </Button>
      </Group>
    </form>
  )
}

/** Runs a schedule now, with its parameters or others. */
export function RunScheduleDialog({ schedule, onClose }: { readonly schedule: ScheduleDto | undefined; readonly onClose: () => void }) {
  const { t } = useTranslation('schedules')
  return (
    <Modal opened={schedule !== undefined} onClose={onClose} title={t('runNow')} closeButtonProps={{ 'aria-label': t('shell:close') }}>
      {schedule !== undefined && <RunForm key={schedule.id} schedule={schedule} onClose={onClose} />}
    </Modal>
  )
}
