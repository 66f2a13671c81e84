import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { TFunction } from 'i18next'

/** Says that a flow is in the trash, and takes it back out by a click. */
export function notifyDeleted(t: TFunction, name: string, onUndo: () => void): void {
  const id = `deleted ${name}`
  notifications.show({
    id,
    title: t('flows:delete.done', { name }),
    message: (
      <Button
        variant="default"
        mt={4}
        onClick={() => {
          notifications.hide(id)
          onUndo()
        }}
      >
        {t('shell:undo')}
      </Button>
    ),
    color: 'accent',
    autoClose: 12_000,
    closeButtonProps: { 'aria-label': t('shell:close') },
  })
}
