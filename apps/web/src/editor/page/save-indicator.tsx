import { UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCloudOff, IconLoader2, IconPencil } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { errorText } from '../../ui/error-text.ts'
import { useDraft, useEditor } from '../context.ts'
import classes from './page.module.css'

const glyphs = {
  saved: IconCheck,
  waiting: IconPencil,
  saving: IconLoader2,
  offline: IconCloudOff,
  refused: IconAlertTriangle,
  stale: IconAlertTriangle,
} as const

/** Whether the server has everything; a failed save is tried again by a click. */
export function SaveIndicator() {
  const { t } = useTranslation('editor')
  const { store } = useEditor()
  const save = useDraft((draft) => draft.save)
  const Glyph = glyphs[save.kind]
  const text = t(`save.${save.kind}`)
  const bad = save.kind === 'offline' || save.kind === 'refused'
  const content = (
    <>
      <Glyph size={14} aria-hidden /> {text}
    </>
  )
  return (
    <span
      role="status"
      className={classes['save']}
      data-state={save.kind}
      title={save.kind === 'refused' ? errorText(t, save.error).title : undefined}
    >
      {bad ? (
        <UnstyledButton className={classes['again']} onClick={() => void store.getState().flush()}>
          {content}
        </UnstyledButton>
      ) : (
        content
      )}
    </span>
  )
}
