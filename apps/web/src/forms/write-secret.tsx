import { Button, Group, Modal, PasswordInput, TextInput } from '@mantine/core'
import { useState, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange } from '../api/queries.ts'
import { errorText } from '../ui/error-text.ts'

interface Props {
  /** The secret whose value is replaced; absent: a new one. */
  readonly replaced?: string
  readonly close: () => void
  readonly done: (name: string) => void
}

/** Writes a secret: its value goes in here and is never shown again. */
export function WriteSecret({ replaced, close, done }: Props) {
  const { t } = useTranslation('forms')
  const write = useChange('writeSecret', ['listSecrets'])
  const [name, setName] = useState(replaced ?? '')
  const [secret, setSecret] = useState('')
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    event.stopPropagation()
    write.mutate({ params: { name }, body: { value: secret } }, { onSuccess: () => done(name) })
  }
  return (
    <Modal
      closeButtonProps={{ 'aria-label': t('shell:close') }}
      opened
      onClose={close}
      title={replaced === undefined ? t('newSecret') : t('replaceSecret', { name: replaced })}
    >
      <form onSubmit={submit}>
        {replaced === undefined && (
          <TextInput
            label={t('secretName')}
            description={t('secretNameHelp')}
            data-autofocus
            required
            pattern="[A-Za-z][A-Za-z0-9_\-]{0,63}"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <PasswordInput
          mt={replaced === undefined ? 12 : 0}
          {...(replaced !== undefined && { 'data-autofocus': true })}
          label={t('secretValue')}
          description={t('secretValueHelp')}
          required
          autoComplete="off"
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
          {...(write.isError && { error: errorText(t, write.error).title })}
        />
        <Group mt={16} justify="flex-end" gap={8}>
          <Button variant="default" onClick={close}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" loading={write.isPending}>
            {t('shell:save')}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
