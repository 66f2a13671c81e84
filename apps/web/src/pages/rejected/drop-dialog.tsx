import { Button, Group, Modal, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { notifyError } from '../../ui/notify.ts'

interface Props {
  readonly opened: boolean
  readonly ids: readonly number[]
  readonly onClose: () => void
  readonly onDropped: (changed: number) => void
}

/** Asks why rows are dropped: the reason stays with them. */
export function DropDialog({ opened, ids, onClose, onDropped }: Props) {
  const { t } = useTranslation('rejected')
  const format = useFormat()
  const [reason, setReason] = useState('')
  const drop = useChange('dropRejected', ['listInbox', 'listRejectedCauses'])
  const confirm = (): void =>
    drop.mutate(
      { body: { ids: [...ids], reason } },
      {
        onSuccess: ({ changed }) => {
          setReason('')
          onClose()
          onDropped(changed)
        },
        onError: (error) => notifyError(t, error),
      },
    )
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('dropTitle', { count: ids.length, shown: format.number(ids.length) })}
      size="sm"
      closeButtonProps={{ 'aria-label': t('shell:close') }}
    >
      <Text mb="sm">{t('dropText')}</Text>
      <Textarea
        data-autofocus
        label={t('dropReason')}
        required
        maxLength={1_000}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('shell:cancel')}
        </Button>
        <Button color="red" disabled={reason.trim() === ''} loading={drop.isPending} onClick={confirm}>
          {t('dropConfirm')}
        </Button>
      </Group>
    </Modal>
  )
}
