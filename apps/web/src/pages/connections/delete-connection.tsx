import type { ConnectionDto } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/queries.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { notifyDone, notifyError } from '../../ui/notify.ts'

/** Asks before a connection goes; where flows use it, says which. */
export function DeleteConnection({
  connection,
  onClose,
}: {
  readonly connection: ConnectionDto | undefined
  readonly onClose: () => void
}) {
  const { t } = useTranslation('connections')
  const remove = useChange('deleteConnection', ['listConnections'])
  const { name = '', usedBy = [] } = connection ?? {}
  const flows = usedBy.map(({ flowName }) => flowName).join(t('shell:listComma'))
  return (
    <Confirm
      opened={connection !== undefined}
      title={t('delete.title')}
      text={usedBy.length === 0 ? t('delete.unused', { name }) : t('delete.used', { name, flows })}
      action={t('delete.action')}
      busy={remove.isPending}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(
          { params: { name }, query: { force: usedBy.length > 0 ? 'true' : 'false' } },
          { onSuccess: () => notifyDone(t, t('delete.done', { name })), onError: (error) => notifyError(t, error), onSettled: onClose },
        )
      }
    />
  )
}
