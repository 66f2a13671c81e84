import { applyEdits, edgeKey } from '@sluice/flow'
import { useMemo, useState, type DragEvent } from 'react'
import { useEditor, type Editor } from '../context.ts'
import { addEdits, canInsert, CARD, insertEdits, type Point } from '../document/add.ts'
import { selectNodes } from '../document/selection.ts'
import type { CanvasNode } from './card-data.ts'
import { clientPoint, NODE_TYPE_DATA, wireAt } from './drop-target.ts'

/** Adds a node of a kind; into a connection when `wire` names one and the kind can stand there. */
export function addNode(editor: Editor, type: string, place: Point, wire?: string): string {
  const { document, change } = editor.store.getState()
  const edge = canInsert(type) ? document.flow.edges.find((one) => edgeKey(one) === wire) : undefined
  const { id, edits } = addEdits(document.flow, type, place)
  change(edge === undefined ? edits : [...edits, ...insertEdits(applyEdits(document.flow, edits).flow, id, edge)], {
    select: selectNodes([id]),
  })
  return id
}

/** The wire that a dragged node may be put into: only for a node that nothing is connected to. */
function wireFor(editor: Editor, node: CanvasNode, at: Point): string | undefined {
  const { flow } = editor.store.getState().document
  const loose =
    node.type === 'card' &&
    canInsert(node.data.node.type) &&
    !flow.edges.some((edge) => edge.from.node === node.id || edge.to.node === node.id)
  return loose ? wireAt(at.x, at.y) : undefined
}

/** Dropping nodes: from the palette onto the canvas, and onto a connection, which then runs through the node. */
export function useInserting() {
  const editor = useEditor()
  const [wire, setWire] = useState<string | undefined>()
  const handlers = useMemo(
    () => ({
      onDragOver: (event: DragEvent): void => {
        if (!event.dataTransfer.types.includes(NODE_TYPE_DATA)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
        setWire(wireAt(event.clientX, event.clientY))
      },
      onDragLeave: (): void => setWire(undefined),
      onDrop: (event: DragEvent): void => {
        const type = event.dataTransfer.getData(NODE_TYPE_DATA)
        setWire(undefined)
        if (type === '') return
        event.preventDefault()
        const place = editor.canvas.current?.place({ x: event.clientX, y: event.clientY }) ?? { x: 0, y: 0 }
        addNode(editor, type, { x: place.x - CARD.width / 2, y: place.y - 26 }, wireAt(event.clientX, event.clientY))
      },
      onNodeDrag: (event: MouseEvent | TouchEvent, node: CanvasNode): void => setWire(wireFor(editor, node, clientPoint(event))),
      onNodeDragStop: (event: MouseEvent | TouchEvent, node: CanvasNode): void => {
        const key = wireFor(editor, node, clientPoint(event))
        setWire(undefined)
        const { document, change, mark } = editor.store.getState()
        const edge = document.flow.edges.find((one) => edgeKey(one) === key)
        // The move has just been made an edit under this gesture; the new wiring joins it.
        if (edge !== undefined) change(insertEdits(document.flow, node.id, edge), { gesture: `move ${node.id}` })
        mark()
      },
    }),
    [editor],
  )
  return { wire, handlers }
}
