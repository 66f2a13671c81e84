import { notifications } from '@mantine/notifications'
import type { TFunction } from 'i18next'
import { errorText } from './error-text.ts'

/** Says in a corner that something was done; read out by screen readers. */
export function notifyDone(t: TFunction, message: string): void {
  notifications.show({ message, color: 'accent', autoClose: 4_000, closeButtonProps: { 'aria-label': t('shell:close') } })
}

/** Says in a corner that something failed and what to do; stays long enough to be read. */
export function notifyError(t: TFunction, error: unknown): void {
  const { title, advice } = errorText(t, error)
  notifications.show({
    title,
    message: advice,
    color: 'red',
    autoClose: 12_000,
    role: 'alert',
    closeButtonProps: { 'aria-label': t('shell:close') },
  })
}
