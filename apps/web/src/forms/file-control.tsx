import { Autocomplete, Button, FileButton, Progress } from '@mantine/core'
import type { FileField } from '@sluice/catalog'
import { IconFileSearch, IconUpload } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keyOf, useRoute } from '../api/queries.ts'
import { uploadFile } from '../api/upload.ts'
import { errorText } from '../ui/error-text.ts'
import type { FieldProps } from './field-props.ts'
import { useFormHost } from './form-host.ts'
import { labelled } from './simple-controls.tsx'
import { asText } from './values.ts'
import classes from './forms.module.css'

interface Upload {
  readonly share: number
  readonly error?: string
}

/** A file of the workspace: written by hand, chosen from those that are there, or uploaded. */
export function FileControl({ field, path, value, ...texts }: FieldProps<FileField>) {
  const { t } = useTranslation('forms')
  const { change, detect, settle } = useFormHost()
  const client = useQueryClient()
  const files = useRoute('listFiles', {}, { enabled: !field.write })
  const [upload, setUpload] = useState<Upload | undefined>()
  const fits = (name: string): boolean => field.accept.length === 0 || field.accept.some((ending) => name.toLowerCase().endsWith(ending))
  const known = (files.data?.files ?? []).map((file) => file.path)
  const take = (file: string): void => {
    change(path, file, false)
    detect?.run(file)
  }
  const send = async (file: File | null): Promise<void> => {
    if (file === null) return
    setUpload({ share: 0 })
    try {
      const stored = await uploadFile(file.name, file, (share) => setUpload({ share }))
      await client.invalidateQueries({ queryKey: keyOf('listFiles') })
      setUpload(undefined)
      take(stored.path)
    } catch (error) {
      setUpload({ share: 0, error: errorText(t, error).title })
    }
  }
  return (
    <div>
      <Autocomplete
        {...labelled({ ...texts, error: upload?.error ?? texts.error })}
        placeholder={t(field.write ? 'fileToWrite' : 'fileToRead')}
        spellCheck={false}
        data={field.write ? [] : [...known.filter(fits), ...known.filter((name) => !fits(name))]}
        limit={50}
        value={asText(value)}
        onBlur={settle}
        onOptionSubmit={(file) => detect?.run(file)}
        onChange={(next) => change(path, next, true)}
      />
      {!field.write && (
        <div className={classes['buttons']}>
          <FileButton onChange={(file) => void send(file)} accept={field.accept.join(',')} inputProps={{ 'aria-label': t('upload') }}>
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconUpload size={14} aria-hidden />}>
                {t('upload')}
              </Button>
            )}
          </FileButton>
          {detect !== undefined && (
            <Button
              variant="default"
              leftSection={<IconFileSearch size={14} aria-hidden />}
              loading={detect.busy}
              disabled={asText(value) === ''}
              onClick={() => detect.run()}
            >
              {t('detect')}
            </Button>
          )}
        </div>
      )}
      {upload !== undefined && upload.error === undefined && <Progress mt={6} value={upload.share * 100} aria-label={t('uploading')} />}
      {detect?.error !== undefined && detect.error !== null && (
        <p role="alert" className={classes['fault']}>
          {errorText(t, detect.error).title}
        </p>
      )}
    </div>
  )
}
