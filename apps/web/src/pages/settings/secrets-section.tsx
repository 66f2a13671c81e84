import { ActionIcon, Button, PasswordInput, Skeleton, TextInput, Tooltip } from '@mantine/core'
import type { SecretDto } from '@sluice/contract'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { Section } from './section.tsx'
import classes from './settings.module.css'

/** Secrets by name: they can be written, replaced and deleted, never read. */
export function SecretsSection() {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const query = useRoute('listSecrets', {})
  const remove = useChange('deleteSecret', ['listSecrets'])
  const [doomed, setDoomed] = useState<SecretDto>()
  const usedBy = (secret: SecretDto): string => secret.usedBy.map((flow) => flow.flowName).join(', ')
  return (
    <Section id="secrets" title={t('secrets.title')} text={t('secrets.text')}>
      {query.isPending && <Skeleton height={60} />}
      {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
      {query.isSuccess && query.data.secrets.length > 0 && (
        <ul className={classes['secrets']}>
          {query.data.secrets.map((secret) => (
            <li key={secret.name}>
              <span>
                <code>{secret.name}</code>
                <small>
                  {t('secrets.updated', { ago: format.ago(secret.updatedAt) })} ·{' '}
                  {secret.usedBy.length === 0 ? t('secrets.unused') : t('secrets.usedBy', { flows: usedBy(secret) })}
                </small>
              </span>
              <Tooltip label={t('shell:delete')}>
                <ActionIcon aria-label={t('secrets.deleteOf', { name: secret.name })} onClick={() => setDoomed(secret)}>
                  <IconTrash size={16} />
                </ActionIcon>
              </Tooltip>
            </li>
          ))}
        </ul>
      )}
      <SecretForm names={query.data?.secrets.map((secret) => secret.name) ?? []} />
      <Confirm
        opened={doomed !== undefined}
        title={t('secrets.delete.title')}
        text={
          doomed === undefined || doomed.usedBy.length === 0
            ? t('secrets.delete.unused', { name: doomed?.name ?? '' })
            : t('secrets.delete.used', { name: doomed.name, flows: usedBy(doomed) })
        }
        action={t('secrets.delete.action')}
        busy={remove.isPending}
        onClose={() => setDoomed(undefined)}
        onConfirm={() => {
          if (doomed === undefined) return
          remove.mutate(
            { params: { name: doomed.name } },
            { onError: (error) => notifyError(t, error), onSettled: () => setDoomed(undefined) },
          )
        }}
      />
    </Section>
  )
}

function SecretForm({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation('settings')
  const write = useChange('writeSecret', ['listSecrets'])
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const wrong = name !== '' && !/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name)
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault()
        const done = (): void => {
          setName('')
          setValue('')
          notifyDone(t, t('secrets.saved', { name }))
        }
        write.mutate({ params: { name }, body: { value } }, { onSuccess: done, onError: (error) => notifyError(t, error) })
      }}
    >
      <TextInput
        label={t('secrets.name')}
        required
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={wrong ? t('secrets.wrongName') : undefined}
      />
      <PasswordInput
        label={t('secrets.value')}
        description={t('secrets.valueHelp')}
        required
        autoComplete="new-password"
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={write.isPending} disabled={wrong}>
        {names.includes(name) ? t('secrets.replace') : t('secrets.add')}
      </Button>
    </form>
  )
}
