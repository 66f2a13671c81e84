import { findDefinition } from '@sluice/catalog'
import { applyEdits, edgeKey } from '@sluice/flow'
import type { Connection, Edge, FinalConnectionState } from '@xyflow/react'
import { useMemo, useState } from 'react'
import { useEditor, type Editor } from '../context.ts'
import { CARD, COLUMN_GAP } from '../document/add.ts'
import { connectEdits, connectFault, freeInput, type Ends } from '../document/connect.ts'
import { mainOutput } from '../document/kinds.ts'
import { clientPoint, nodeAt } from './drop-target.ts'

const endsOf = ({ source, sourceHandle, target, targetHandle }: Connection | Edge): Ends => ({
  from: { node: source, port: sourceHandle ?? '' },
  to: { node: target, port: targetHandle ?? '' },
})

/** Joins two ends as one step of undo, when that is allowed. */
export function join(editor: Editor, ends: Ends): boolean {
  const { document, change } = editor.store.getState()
  if (connectFault(document.flow, ends) !== undefined) return false
  change(connectEdits(document.flow, ends))
  return true
}

/** Joins an end that was dropped on the body of a node with the port that fits. */
function joinBody(editor: Editor, state: FinalConnectionState, node: string): void {
  const { flow } = editor.store.getState().document
  const from = { node: state.fromNode?.id ?? '', port: state.fromHandle?.id ?? '' }
  if (state.fromHandle?.type === 'source') {
    const port = freeInput(flow, from, node)
    if (port !== undefined) join(editor, { from, to: { node, port } })
    return
  }
  const output = mainOutput(findDefinition(flow.nodes.find((one) => one.id === node)?.type ?? ''))
  if (output !== undefined) join(editor, { from: { node, port: output.name }, to: from })
}

/** A connection let go over empty canvas: the node search, with the nodes that fit. */
function searchAt(editor: Editor, state: FinalConnectionState, client: { readonly x: number; readonly y: number }): void {
  const end = { node: state.fromNode?.id ?? '', port: state.fromHandle?.id ?? '' }
  const drop = editor.canvas.current?.place(client) ?? { x: 0, y: 0 }
  const forward = state.fromHandle?.type === 'source'
  const place = { x: forward ? drop.x : drop.x - CARD.width - COLUMN_GAP / 2, y: drop.y - 26 }
  editor.view.getState().set({ search: { mode: 'add', client, place, ...(forward ? { from: end } : { to: end }) } })
}

/** What React Flow asks while a person draws or moves a connection. */
export function useConnecting() {
  const editor = useEditor()
  const [isConnecting, setConnecting] = useState(false)
  const connecting = useMemo(
    () => ({
      onConnectStart: (): void => setConnecting(true),
      isValidConnection: (connection: Connection | Edge): boolean =>
        connectFault(editor.store.getState().document.flow, endsOf(connection)) === undefined,
      onConnect: (connection: Connection): void => void join(editor, endsOf(connection)),
      onConnectEnd: (event: MouseEvent | TouchEvent, state: FinalConnectionState): void => {
        setConnecting(false)
        if (state.isValid === true || state.fromHandle === null) return
        const client = clientPoint(event)
        const node = nodeAt(client.x, client.y)
        if (node === undefined) searchAt(editor, state, client)
        else if (node !== state.fromNode.id) joinBody(editor, state, node)
      },
      onReconnect: (old: Edge, connection: Connection): void => {
        const { document, change } = editor.store.getState()
        const removal = [{ type: 'remove-edge', key: old.id }] as const
        const without = applyEdits(document.flow, removal).flow
        const ends = endsOf(connection)
        if (document.flow.edges.some((edge) => edgeKey(edge) === old.id) && connectFault(without, ends) === undefined)
          change([...removal, ...connectEdits(without, ends)])
      },
    }),
    [editor],
  )
  return { connecting, isConnecting }
}
