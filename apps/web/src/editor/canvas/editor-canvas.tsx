import { Background, MiniMap, ReactFlow, SelectionMode } from '@xyflow/react'
import { useMemo, useRef, useState, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import '@xyflow/react/dist/style.css'
import { perform, command } from '../commands/commands.ts'
import { useDraft, useEditor } from '../context.ts'
import { CARD } from '../document/add.ts'
import { CanvasTools } from './canvas-tools.tsx'
import { ContextMenu, useContextMenu } from './context-menu.tsx'
import type { CanvasNode } from './card-data.ts'
import { edgeTypes, nodeTypes } from './element-types.ts'
import { EmptyCanvas } from './empty-canvas.tsx'
import { openingNodes } from './opening-view.ts'
import { FIT, useCanvasActions } from './use-canvas-actions.ts'
import { useCanvasElements } from './use-canvas-elements.ts'
import { useConnecting } from './use-connecting.ts'
import { useInserting } from './use-inserting.ts'
import classes from './canvas.module.css'

const MANY = ['Meta', 'Control', 'Shift']
const PAN_BUTTONS = [1]
const colourOf = (node: CanvasNode): string =>
  node.type === 'card' ? `var(--g-${node.data.definition?.group ?? 'flow'})` : 'var(--warn-soft)'

/** The canvas on which a flow is drawn. */
export function EditorCanvas() {
  const { t } = useTranslation('editor')
  const editor = useEditor()
  const frame = useRef<HTMLDivElement>(null)
  const { nodes, edges, onNodesChange, onEdgesChange } = useCanvasElements()
  const connecting = useConnecting()
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
  const shown = useMemo(
    () => (wire === undefined ? edges : edges.map((edge) => (edge.id === wire ? { ...edge, className: 'takes-node' } : edge))),
    [edges, wire],
  )
  const [opening] = useState(() => {
    const first = openingNodes(editor.store.getState().document.flow)
    return first === undefined ? FIT : { ...FIT, nodes: [...first] }
  })
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
    <section className={classes['canvas']} ref={frame} data-canvas aria-label={t('canvas')} onDoubleClick={doubleClick}>
      <ReactFlow
        nodes={nodes}
        edges={shown}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        {...connecting}
        {...handlers}
        {...menu.handlers}
        ariaLabelConfig={labels}
        connectionRadius={28}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={MANY}
        selectionOnDrag
        selectionMode={SelectionMode.Partial}
        panOnDrag={PAN_BUTTONS}
        panOnScroll
        zoomOnDoubleClick={false}
        nodeDragThreshold={2}
        fitView
        fitViewOptions={opening}
        minZoom={0.1}
        maxZoom={2}
        onlyRenderVisibleElements={nodes.length > 150}
      >
        <Background gap={20} size={1.4} color="var(--dot)" />
        <MiniMap
          className={classes['minimap'] ?? ''}
          style={{ width: 132, height: 84 }}
          nodeColor={colourOf}
          bgColor="var(--panel)"
          maskColor="color-mix(in srgb, var(--bg) 70%, transparent)"
          nodeBorderRadius={12}
          ariaLabel={t('minimap')}
          pannable
          zoomable
        />
        <CanvasTools onTidy={() => perform(editor, command('tidy'))} />
      </ReactFlow>
      {empty && <EmptyCanvas />}
      <ContextMenu {...menu} />
    </section>
  )
}
