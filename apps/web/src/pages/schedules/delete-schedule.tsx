import type { ScheduleDto } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/queries.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { notifyDone, notifyError } from '../../ui/notify.ts'

/** Asks before a schedule is deleted. */
export function DeleteSchedule({ schedule, onClose }: { readonly schedule: ScheduleDto | undefined; readonly onClose: () => void }) {
  const { t } = useTranslation('schedules')
  const remove = useChange('deleteSchedule', ['listSchedules', 'listFires', 'listFlows'])
  return (
    <Confirm
      opened={schedule !== undefined}
      title={t('delete.title')}
      text={t('delete.text', { name: schedule?.name ?? '', flow: schedule?.flowName ?? '' })}
      action={t('delete.action')}
      busy={remove.isPending}
      onClose={onClose}
      onConfirm={() => {
        if (schedule === undefined) return
        remove.mutate(
          { params: { id: schedule.id } },
          {
            onSuccess: () => notifyDone(t, t('delete.done', { name: schedule.name })),
            onError: (error) => notifyError(t, error),
            onSettled: onClose,
          },
        )
      }}
    />
  )
}
