import { NodeResizer } from '@xyflow/react'
import { memo, use } from 'react'
import { useTranslation } from 'react-i18next'
import { EditorContext } from '../context.ts'
import { sameLook, type Look, type NoteNode } from './card-data.ts'
import classes from './canvas.module.css'

/** A sticky note. */
export const NoteCard = memo(function NoteCard({ data, selected }: Look<NoteNode>) {
  const { t } = useTranslation('editor')
  const editor = use(EditorContext)
  const { note } = data
  return (
    <div className={classes['note']} data-selected={selected}>
      {editor !== undefined && (
        <NodeResizer
          isVisible={selected}
          minWidth={120}
          minHeight={60}
          onResizeEnd={(_event, { x, y, width, height }) =>
            editor.store.getState().change([{ type: 'put-note', note: { ...note, position: { x, y }, size: { width, height } } }])
          }
        />
      )}
      <textarea
        className={`${classes['noteText'] ?? ''} nowheel ${selected ? 'nodrag' : ''}`}
        aria-label={t('note')}
        placeholder={t('notePlaceholder')}
        readOnly={editor === undefined}
        value={note.text}
        maxLength={10_000}
        onBlur={() => editor?.store.getState().mark()}
        onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}
        onChange={(event) =>
          editor?.store
            .getState()
            .change([{ type: 'put-note', note: { ...note, text: event.currentTarget.value } }], { gesture: `note ${note.id}` })
        }
      />
    </div>
  )
}, sameLook)
