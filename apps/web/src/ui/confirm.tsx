import { Button, Group, Modal, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  readonly opened: boolean
  readonly title: string
  readonly text: string
  /** What the button says: the deed, not "OK". */
  readonly action: string
  readonly busy?: boolean
  /** What is to be chosen before. */
  readonly children?: ReactNode
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before something that can't be taken back. */
export function Confirm({ opened, title, text, action, busy = false, children, onConfirm, onClose }: Props) {
  const { t } = useTranslation('shell')
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="sm" closeButtonProps={{ 'aria-label': t('close') }}>
      <Text>{text}</Text>
      {children}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('cancel')}
        </Button>
        <Button color="red" onClick={onConfirm} loading={busy}>
          {action}
        </Button>
      </Group>
    </Modal>
  )
}
