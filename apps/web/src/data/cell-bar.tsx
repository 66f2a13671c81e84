import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './grid.module.css'

/** Under a grid: the whole value of the chosen cell, however long, and a button to copy it. */
export function CellBar({ column, value }: { readonly column: string; readonly value: string | null | undefined }) {
  const { t } = useTranslation('data')
  return (
    <div className={classes['bar']}>
      <span className={classes['barName']}>{column}</span>
      <span className={classes['barValue']} role="status" tabIndex={0} aria-label={t('cellValue', { column })}>
        {value === null || value === undefined ? t('missing') : value === '' ? t('emptyText') : value}
      </span>
      <CopyButton value={value ?? ''}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t('copied') : t('copyCell')}>
            <ActionIcon size={22} onClick={copy} aria-label={t('copyCell')}>
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  )
}
