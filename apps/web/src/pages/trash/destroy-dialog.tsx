import { Button, Group, Modal, Text, TextInput } from '@mantine/core'
import type { TrashedFlow } from '@sluice/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/queries.ts'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { useHoldings } from './use-holdings.ts'

/** Asks for the name of the flow before it and all its runs are deleted for good. */
export function DestroyDialog({ flow, onClose }: { readonly flow: TrashedFlow; readonly onClose: () => void }) {
  const { t } = useTranslation('flows')
  const holdings = useHoldings()
  const [typed, setTyped] = useState('')
  const destroy = useChange('destroyFlow', ['listTrash', 'listRuns', 'listSchedules', 'listTriggers', 'listFiles', 'readOperations'])
  const { id, name } = flow
  const sure = typed.trim() === name.trim()
  const confirm = (): void => {
    if (!sure || destroy.isPending) return
    destroy.mutate(
      { params: { id } },
      { onSuccess: () => notifyDone(t, t('trash.destroy.done', { name })), onError: (error) => notifyError(t, error), onSettled: onClose },
    )
  }
  return (
    <Modal opened onClose={onClose} title={t('trash.destroy.title', { name })} closeButtonProps={{ 'aria-label': t('shell:close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          confirm()
        }}
      >
        <Text mb="md">{t('trash.destroy.text', { what: holdings(flow) })}</Text>
        <TextInput
          label={t('trash.destroy.type')}
          placeholder={name}
          value={typed}
          autoComplete="off"
          data-autofocus
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" color="red" disabled={!sure} loading={destroy.isPending}>
            {t('trash.destroy.action')}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
