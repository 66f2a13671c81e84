import type { TriggerDto } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/queries.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import type { Shown } from './how-to-call.tsx'

interface Props {
  readonly trigger: TriggerDto | undefined
  readonly onClose: () => void
}

/** Asks before a trigger is deleted with its events. */
export function DeleteTrigger({ trigger, onClose }: Props) {
  const { t } = useTranslation('triggers')
  const remove = useChange('deleteTrigger', ['listTriggers'])
  return (
    <Confirm
      opened={trigger !== undefined}
      title={t('delete.title')}
      text={t('delete.text', { name: trigger?.name ?? '', flow: trigger?.flowName ?? '' })}
      action={t('delete.action')}
      busy={remove.isPending}
      onClose={onClose}
      onConfirm={() => {
        if (trigger === undefined) return
        remove.mutate(
          { params: { id: trigger.id } },
          {
            onSuccess: () => notifyDone(t, t('delete.done', { name: trigger.name })),
            onError: (error) => notifyError(t, error),
            onSettled: onClose,
          },
        )
      }}
    />
  )
}

/** Asks before the secret of a trigger is replaced: whoever has the old one is shut out at once. */
export function RotateSecret({ trigger, onClose, onMade }: Props & { readonly onMade: (shown: Shown) => void }) {
  const { t } = useTranslation('triggers')
  const rotate = useChange('rotateTriggerSecret', ['listTriggers'])
  return (
    <Confirm
      opened={trigger !== undefined}
      title={t('rotate.title')}
      text={t('rotate.text', { name: trigger?.name ?? '' })}
      action={t('rotate.action')}
      busy={rotate.isPending}
      onClose={onClose}
      onConfirm={() => {
        if (trigger === undefined) return
        rotate.mutate({ params: { id: trigger.id } }, { onSuccess: onMade, onError: (error) => notifyError(t, error), onSettled: onClose })
      }}
    />
  )
}
