import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { openAdd } from '../commands/flow-commands.ts'
import { useEditor } from '../context.ts'
import classes from './canvas.module.css'

/** What stands on a canvas with nothing on it: how to begin. */
export function EmptyCanvas() {
  const { t } = useTranslation('editor')
  const editor = useEditor()
  return (
    <div className={classes['empty']}>
      <h2>{t('empty.title')}</h2>
      <p>{t('empty.text')}</p>
      <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => openAdd(editor)}>
        {t('empty.add')}
      </Button>
    </div>
  )
}
