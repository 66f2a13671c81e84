import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDraft, useEditor } from '../context.ts'
import classes from './page.module.css'

/** The flow's name, changed in place. */
export function FlowName() {
  const { t } = useTranslation(['editor', 'shell'])
  const { store } = useEditor()
  const name = useDraft((draft) => draft.document.flow.name)
  const [typed, setTyped] = useState<string | undefined>()
  useEffect(() => {
    document.title = t('shell:tabTitle', { title: name })
  }, [t, name])
  const keep = (): void => {
    const next = typed?.trim() ?? ''
    if (next !== '' && next !== name) store.getState().change([{ type: 'set-name', name: next }])
    setTyped(undefined)
  }
  const shown = typed ?? name
  return (
    <h1 className={classes['name']}>
      <input
        aria-label={t('flowName')}
        value={shown}
        maxLength={200}
        size={Math.min(Math.max(shown.length + 1, 8), 48)}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key === 'Escape') setTyped(undefined)
        }}
      />
    </h1>
  )
}
