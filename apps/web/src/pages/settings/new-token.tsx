import { Button, CopyButton, Group, Modal, Select, TextInput } from '@mantine/core'
import { roleSchema, type Role } from '@sluice/contract'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/queries.ts'
import { errorText } from '../../ui/error-text.ts'
import classes from './settings.module.css'

const DAYS = ['30', '90', '365', 'never'] as const
const DAY_MS = 86_400_000

const expiryOf = (days: string): string | null => (days === 'never' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString())

/** Makes a token and shows it this one time. */
export function NewToken({ close }: { readonly close: () => void }) {
  const { t } = useTranslation('settings')
  const create = useChange('createToken', ['listTokens'])
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('operator')
  const [days, setDays] = useState<string>('90')
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    create.mutate({ body: { name, role, expiresAt: expiryOf(days) } })
  }
  const title = create.isSuccess ? t('tokens.copyNow') : t('tokens.new')
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      size="lg"
      closeOnClickOutside={!create.isSuccess}
      closeButtonProps={{ 'aria-label': t('shell:close') }}
    >
      {create.isSuccess ? (
        <Made token={create.data.token} close={close} />
      ) : (
        <form onSubmit={submit}>
          <div className={classes['stack']}>
            <TextInput
              label={t('tokens.name')}
              description={t('tokens.nameHelp')}
              data-autofocus
              required
              maxLength={100}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Select
              label={t('tokens.role')}
              description={t(`tokens.rolesHelp.${role}`)}
              inputWrapperOrder={['label', 'input', 'description']}
              data={roleSchema.options.map((value) => ({ value, label: t(`tokens.roles.${value}`) }))}
              value={role}
              onChange={(value) => setRole(roleSchema.catch('operator').parse(value))}
            />
            <Select
              label={t('tokens.days')}
              data={DAYS.map((value) => ({ value, label: t(`tokens.dayOptions.${value}`) }))}
              value={days}
              onChange={(value) => setDays(value ?? '90')}
            />
            {create.isError && (
              <div role="alert" className={classes['error']}>
                {errorText(t, create.error).title}
              </div>
            )}
          </div>
          <Group mt="lg" justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t('shell:cancel')}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t('tokens.create')}
            </Button>
          </Group>
        </form>
      )}
    </Modal>
  )
}

function Made({ token, close }: { readonly token: string; readonly close: () => void }) {
  const { t } = useTranslation('settings')
  return (
    <div className={classes['stack']}>
      <p>{t('tokens.madeText')}</p>
      <code className={classes['token']}>{token}</code>
      <p className={classes['quiet']}>{t('tokens.example')}</p>
      <code className={classes['token']}>
        {`curl -X POST ${window.location.origin}/api/flows/FLOW/runs -H 'Authorization: Bearer ${token.slice(0, 12)}…'`}
      </code>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={token}>
          {({ copied, copy }) => (
            <Button variant="default" leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />} onClick={copy} data-autofocus>
              {copied ? t('tokens.copied') : t('tokens.copy')}
            </Button>
          )}
        </CopyButton>
        <Button onClick={close}>{t('tokens.done')}</Button>
      </Group>
    </div>
  )
}
