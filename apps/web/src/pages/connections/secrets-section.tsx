import { ActionIcon, Button, Tooltip } from '@mantine/core'
import type { SecretDto } from '@sluice/contract'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange, useRoute } from '../../api/queries.ts'
import { WriteSecret } from '../../forms/write-secret.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import list from '../../ui/list.module.css'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { UsedByFlows } from './used-by.tsx'
import classes from './connections.module.css'

type Writing = { readonly replaced?: string } | undefined

/** Secrets by name: they can be written, replaced and deleted, never read. */
export function SecretsSection() {
  const { t } = useTranslation('connections')
  const query = useRoute('listSecrets', {})
  const [doomed, setDoomed] = useState<SecretDto>()
  const [writing, setWriting] = useState<Writing>()
  const secrets = query.data?.secrets ?? []
  return (
    <section aria-labelledby="secrets-title">
      <div className={classes['head']}>
        <div>
          <h2 id="secrets-title">{t('secrets.title')}</h2>
          <p>{t('secrets.text')}</p>
        </div>
        <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setWriting({})}>
          {t('secrets.add')}
        </Button>
      </div>
      {query.isPending && <RowsSkeleton rows={2} />}
      {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
      {query.isSuccess && secrets.length === 0 && <p className={classes['none']}>{t('secrets.none')}</p>}
      {secrets.length > 0 && <SecretsTable secrets={secrets} onReplace={(replaced) => setWriting({ replaced })} onDelete={setDoomed} />}
      {writing !== undefined && (
        <WriteSecret
          {...writing}
          close={() => setWriting(undefined)}
          done={(name) => {
            setWriting(undefined)
            notifyDone(t, t('secrets.saved', { name }))
          }}
        />
      )}
      <DeleteSecret secret={doomed} onClose={() => setDoomed(undefined)} />
    </section>
  )
}

interface TableProps {
  readonly secrets: readonly SecretDto[]
  readonly onReplace: (name: string) => void
  readonly onDelete: (secret: SecretDto) => void
}

function SecretsTable({ secrets, onReplace, onDelete }: TableProps) {
  const { t } = useTranslation('connections')
  const format = useFormat()
  return (
    <div className={list['frame']}>
      <table className={list['list']}>
        <thead>
          <tr>
            <th>{t('columns.name')}</th>
            <th>{t('columns.written')}</th>
            <th>{t('columns.usedBy')}</th>
            <th>
              <span className="visually-hidden">{t('columns.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {secrets.map((secret) => (
            <tr key={secret.name}>
              <td>
                <code>{secret.name}</code>
              </td>
              <td data-brief>{format.ago(secret.updatedAt)}</td>
              <td>
                <UsedByFlows usedBy={secret.usedBy} />
              </td>
              <td>
                <div className={list['actions']}>
                  <Tooltip label={t('secrets.replace')}>
                    <ActionIcon aria-label={t('secrets.replaceOf', { name: secret.name })} onClick={() => onReplace(secret.name)}>
                      <IconPencil size={16} />
                    </ActionIcon>
                  </Tooltip>
                  <Tooltip label={t('shell:delete')}>
                    <ActionIcon aria-label={t('secrets.deleteOf', { name: secret.name })} onClick={() => onDelete(secret)}>
                      <IconTrash size={16} />
                    </ActionIcon>
                  </Tooltip>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function DeleteSecret({ secret, onClose }: { readonly secret: SecretDto | undefined; readonly onClose: () => void }) {
  const { t } = useTranslation('connections')
  const remove = useChange('deleteSecret', ['listSecrets'])
  const { name = '', usedBy = [] } = secret ?? {}
  const flows = usedBy.map(({ flowName }) => flowName).join(t('shell:listComma'))
  return (
    <Confirm
      opened={secret !== undefined}
      title={t('secrets.delete.title')}
      text={usedBy.length === 0 ? t('secrets.delete.unused', { name }) : t('secrets.delete.used', { name, flows })}
      action={t('secrets.delete.action')}
      busy={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate({ params: { name } }, { onError: (error) => notifyError(t, error), onSettled: onClose })}
    />
  )
}
