import { Button, Group, Modal, PasswordInput, Select, TextInput } from '@mantine/core'
import type { SecretField } from '@sluice/catalog'
import { useState, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../api/queries.ts'
import { errorText } from '../ui/error-text.ts'
import type { FieldProps } from './field-props.ts'
import { useFormHost } from './form-host.ts'
import { labelled } from './simple-controls.tsx'
import { asSecretName } from './values.ts'

const NEW = ' new'

function NewSecret({ close, done }: { readonly close: () => void; readonly done: (name: string) => void }) {
  const { t } = useTranslation('forms')
  const write = useChange('writeSecret', ['listSecrets'])
  const [name, setName] = useState('')
  const [secret, setSecret] = useState('')
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    event.stopPropagation()
    write.mutate({ params: { name }, body: { value: secret } }, { onSuccess: () => done(name) })
  }
  return (
    <Modal closeButtonProps={{ 'aria-label': t('shell:close') }} opened onClose={close} title={t('newSecret')}>
      <form onSubmit={submit}>
        <TextInput
          label={t('secretName')}
          description={t('secretNameHelp')}
          data-autofocus
          required
          pattern="[A-Za-z][A-Za-z0-9_\-]{0,63}"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          mt={12}
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

/** A secret by its name: chosen or made here. Its value is written once and never shown. */
export function SecretControl({ path, value, ...texts }: FieldProps<SecretField>) {
  const { t } = useTranslation('forms')
  const { change } = useFormHost()
  const secrets = useRoute('listSecrets', {})
  const [making, setMaking] = useState(false)
  const chosen = asSecretName(value)
  const names = [...new Set([...(secrets.data?.secrets ?? []).map((secret) => secret.name), ...(chosen === null ? [] : [chosen])])]
  return (
    <>
      <Select
        {...labelled(texts)}
        clearable
        searchable
        placeholder={t('chooseSecret')}
        data={[...names.map((name) => ({ value: name, label: name })), { value: NEW, label: t('newSecretOption') }]}
        value={chosen}
        onChange={(name) => (name === NEW ? setMaking(true) : change(path, name === null ? null : { secret: name }, false))}
      />
      {making && (
        <NewSecret
          close={() => setMaking(false)}
          done={(name) => {
            setMaking(false)
            change(path, { secret: name }, false)
          }}
        />
      )}
    </>
  )
}
