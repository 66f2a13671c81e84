import { ActionIcon, Progress, Text, Tooltip } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'
import { errorText } from '../../ui/error-text.ts'
import type { Upload } from './use-uploads.ts'
import classes from './upload-list.module.css'

function State({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('files')
  const format = useFormat()
  if (upload.error !== undefined) {
    const { title, advice } = errorText(t, upload.error)
    return (
      <Text c="var(--bad)" role="alert">
        <strong>{title}</strong>
        <br />
        {advice}
      </Text>
    )
  }
  if (upload.done === true) return <Text c="var(--ok)">{t('uploaded')}</Text>
  return (
    <>
      <Progress value={upload.share * 100} aria-label={t('progressOf', { name: upload.name })} flex={1} />
      <Text>{format.percent(upload.share)}</Text>
    </>
  )
}

/** Files on their way, each with its progress; the ones that failed say why. */
export function UploadList({ uploads, onCancel }: { readonly uploads: readonly Upload[]; readonly onCancel: (id: number) => void }) {
  const { t } = useTranslation('files')
  if (uploads.length === 0) return null
  return (
    <ul className={classes['list']} aria-label={t('uploads')}>
      {uploads.map((upload) => (
        <li key={upload.id}>
          <span className={classes['name']}>{upload.name}</span>
          <State upload={upload} />
          {upload.done !== true && upload.error === undefined && (
            <Tooltip label={t('cancelUpload')}>
              <ActionIcon size={22} aria-label={t('cancelUploadOf', { name: upload.name })} onClick={() => onCancel(upload.id)}>
                <IconX size={14} />
              </ActionIcon>
            </Tooltip>
          )}
        </li>
      ))}
    </ul>
  )
}
