import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './triggers.module.css'

/** A text in the mono face with a button that copies it. */
export function CopiedText({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useTranslation('triggers')
  return (
    <div className={classes['copied']}>
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t('copied') : t('copy')}>
            <ActionIcon aria-label={t('copyOf', { what: label })} onClick={copy}>
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  )
}
