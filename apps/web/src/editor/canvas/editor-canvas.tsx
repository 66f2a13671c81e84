import { Background, useKeyPress } from '@xyflow/react'
import { useCallback, useMemo, useRef, useState, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import '@xyflow/react/dist/style.css'
import { perform, command } from '../commands/commands.ts'
import { useDraft, useEditor } from '../context.ts'
import { CARD } from '../document/add.ts'
import { CanvasTools } from './canvas-tools.tsx'
import { ContextMenu, useContextMenu } from './context-menu.tsx'
import { Drawing } from './drawing.tsx'
import { EmptyCanvas } from './empty-canvas.tsx'
import { FlowMap } from './flow-map.tsx'
import { openingNodes } from './opening-view.ts'
import { FIT, useCanvasActions } from './use-canvas-actions.ts'
import { useConnecting } from './use-connecting.ts'
import { useInserting } from './use-inserting.ts'
import classes from './canvas.module.css'

/** The canvas on which a flow is drawn. */
export function EditorCanvas() {
  const { t } = useTranslation('editor')
  const editor = useEditor()
  const frame = useRef<HTMLDivElement>(null)
  const { connecting, isConnecting } = useConnecting()
  const { wire, handlers } = useInserting()
  const menu = useContextMenu(editor)
  const empty = useDraft((draft) => draft.document.flow.nodes.length + draft.document.flow.notes.length === 0)
  const labels = useMemo(
    () => ({
      'node.a11yDescription.default': t('nodeKeys'),
      'node.a11yDescription.keyboardDisabled': t('nodeKeys'),
      'edge.a11yDescription.default': t('edgeKeys'),
    }),
    [t],
  )
  const [opening] = useState(() => {
    const first = openingNodes(editor.store.getState().document.flow)
    return first === undefined ? FIT : { ...FIT, nodes: [...first] }
  })
  const tidy = useCallback(() => void perform(editor, command('tidy')), [editor])
  // One object, so that moving a node draws none of it anew.
  const around = useMemo(
    () => (
      <>
        <Background gap={20} size={1.4} color="var(--dot)" />
        <FlowMap />
        <CanvasTools onTidy={tidy} />
      </>
    ),
    [tidy],
  )
  // With the space bar down, dragging moves the canvas wherever it begins.
  const panning = useKeyPress('Space')
  useCanvasActions(frame)
  const doubleClick = (event: MouseEvent): void => {
    const target = event.target instanceof HTMLElement ? event.target : null
    if (target?.closest('.react-flow__node') !== null && target !== null) {
      const id = target.closest('.react-flow__node')?.getAttribute('data-id')
      if (id !== null && id !== undefined) editor.view.getState().set({ open: { ...editor.view.getState().open, right: true } })
      return
    }
    if (target?.classList.contains('react-flow__pane') !== true) return
    const client = { x: event.clientX, y: event.clientY }
    const place = editor.canvas.current?.place(client) ?? { x: 0, y: 0 }
    editor.view.getState().set({ search: { mode: 'add', client, place: { x: place.x - CARD.width / 2, y: place.y - 26 } } })
  }
  return (
    <section
      className={classes['canvas']}
      ref={frame}
      data-canvas
      data-connecting={isConnecting}
      aria-label={t('canvas')}
      onDoubleClick={doubleClick}
    >
      <Drawing
        wire={wire}
        {...connecting}
        {...handlers}
        {...menu.handlers}
        ariaLabelConfig={labels}
        nodesDraggable={!panning}
        fitViewOptions={opening}
      >
        {around}
      </Drawing>
      {empty && <EmptyCanvas />}
      <ContextMenu {...menu} />
    </section>
  )
}
