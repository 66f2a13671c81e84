import { use, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { EditorContext, type Editor } from '../context.ts'
import classes from './canvas.module.css'

function NameInput({ editor, id, label }: { readonly editor: Editor; readonly id: string; readonly label: string }) {
  const { t } = useTranslation('editor')
  const [text, setText] = useState(label)
  const close = (): void => {
    editor.view.getState().set({ renaming: null })
    editor.canvas.current?.goTo(id)
  }
  const keep = (): void => {
    const node = editor.store.getState().document.flow.nodes.find((one) => one.id === id)
    const name = text.trim().slice(0, 200)
    if (node !== undefined && name !== label) editor.store.getState().change([{ type: 'put-node', node: { ...node, label: name } }])
    close()
  }
  return (
    <input
      className={`${classes['cardInput'] ?? ''} nodrag nokey`}
      autoFocus
      aria-label={t('nodeName')}
      value={text}
      maxLength={200}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') close()
      }}
    />
  )
}

function EditableName({ editor, id, label }: { readonly editor: Editor; readonly id: string; readonly label: string }) {
  const renaming = useStore(editor.view, (view) => view.renaming === id)
  if (renaming) return <NameInput editor={editor} id={id} label={label} />
  return <span className={classes['cardName']}>{label}</span>
}

/** The name on a card; in the editor it becomes an input while the node is renamed. */
export function NodeName({ id, label }: { readonly id: string; readonly label: string }) {
  const editor = use(EditorContext)
  if (editor === undefined) return <span className={classes['cardName']}>{label}</span>
  return <EditableName editor={editor} id={id} label={label} />
}
