import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core'
import type { TokenDto } from '@sluice/contract'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { notifyError } from '../../ui/notify.ts'
import { NewToken } from './new-token.tsx'
import { Section } from './section.tsx'
import classes from './settings.module.css'

const isOver = ({ expiresAt }: TokenDto): boolean => expiresAt !== null && Date.parse(expiresAt) <= Date.now()

/** Tokens that programs use in place of a person's session. Only owners see them. */
export function TokensSection() {
  const { t } = useTranslation('settings')
  const query = useRoute('listTokens', {})
  const revoke = useChange('revokeToken', ['listTokens'])
  const [making, setMaking] = useState(false)
  const [doomed, setDoomed] = useState<TokenDto>()
  const tokens = (query.data?.tokens ?? []).filter(({ revokedAt }) => revokedAt === null)
  return (
    <Section id="tokens" title={t('tokens.title')} text={t('tokens.text')}>
      {query.isPending && <Skeleton height={60} />}
      {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
      {tokens.length > 0 && (
        <ul className={classes['entries']}>
          {tokens.map((token) => (
            <Entry key={token.id} token={token} onRevoke={() => setDoomed(token)} />
          ))}
        </ul>
      )}
      <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setMaking(true)}>
        {t('tokens.new')}
      </Button>
      {making && <NewToken close={() => setMaking(false)} />}
      <Confirm
        opened={doomed !== undefined}
        title={t('tokens.revoke.title')}
        text={t('tokens.revoke.text', { name: doomed?.name ?? '' })}
        action={t('tokens.revoke.action')}
        busy={revoke.isPending}
        onClose={() => setDoomed(undefined)}
        onConfirm={() => {
          if (doomed === undefined) return
          revoke.mutate({ params: { id: doomed.id } }, { onError: (error) => notifyError(t, error), onSettled: () => setDoomed(undefined) })
        }}
      />
    </Section>
  )
}

function Entry({ token, onRevoke }: { readonly token: TokenDto; readonly onRevoke: () => void }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const { name, role, lastUsedAt, expiresAt, createdAt, createdBy } = token
  const facts = [
    t('tokens.made', { ago: format.ago(createdAt), who: createdBy }),
    lastUsedAt === null ? t('tokens.neverUsed') : t('tokens.used', { ago: format.ago(lastUsedAt) }),
    expiresAt === null ? t('tokens.neverExpires') : t('tokens.expires', { at: format.instant(expiresAt) }),
  ]
  return (
    <li>
      <span>
        <strong>{name}</strong> <Chip>{t(`tokens.roles.${role}`)}</Chip> {isOver(token) && <Chip tone="bad">{t('tokens.expired')}</Chip>}
        <small>{facts.join(' · ')}</small>
      </span>
      <Tooltip label={t('tokens.revoke.action')}>
        <ActionIcon aria-label={t('tokens.revokeOf', { name })} onClick={onRevoke}>
          <IconTrash size={16} />
        </ActionIcon>
      </Tooltip>
    </li>
  )
}
