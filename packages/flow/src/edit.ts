import { edgeKey, type Flow, type FlowEdge, type FlowNode, type FlowNote, type FlowParameter, type RejectLimit } from './document.ts'
import { put, removeWhere } from './edit-list.ts'

/** One change of a flow as plain data. `at` is the place in the list, so that the inverse restores the order too. */
export type Edit =
  | { readonly type: 'put-node'; readonly node: FlowNode; readonly at?: number }
  | { readonly type: 'remove-node'; readonly id: string }
  | { readonly type: 'move-node'; readonly id: string; readonly position: FlowNode['position'] }
  | { readonly type: 'set-config'; readonly id: string; readonly config: FlowNode['config'] }
  | { readonly type: 'set-label'; readonly id: string; readonly label: string }
  | { readonly type: 'set-disabled'; readonly id: string; readonly disabled: boolean }
  | { readonly type: 'put-edge'; readonly edge: FlowEdge; readonly at?: number }
  | { readonly type: 'remove-edge'; readonly key: string }
  | { readonly type: 'put-note'; readonly note: FlowNote; readonly at?: number }
  | { readonly type: 'remove-note'; readonly id: string }
  | { readonly type: 'set-name'; readonly name: string }
  | { readonly type: 'set-zone'; readonly zone: string | undefined }
  | { readonly type: 'set-parameters'; readonly parameters: readonly FlowParameter[] }
  | { readonly type: 'set-reject-limit'; readonly limit: RejectLimit | undefined }
  | { readonly type: 'batch'; readonly edits: readonly Edit[] }

export interface Applied {
  readonly flow: Flow
  readonly inverse: Edit
}

/** A batch of nothing: the inverse of an edit that changed nothing. */
const NOTHING: Edit = { type: 'batch', edits: [] }

/** Changes a node that exists; its inverse puts the node back as it was. */
function changeNode(flow: Flow, id: string, change: (node: FlowNode) => FlowNode): Applied {
  const node = flow.nodes.find((n) => n.id === id)
  return node === undefined ? { flow, inverse: NOTHING } : putNode(flow, change(node))
}

function putNode(flow: Flow, node: FlowNode, at?: number): Applied {
  const { list, was } = put(flow.nodes, (n) => n.id === node.id, node, at)
  return {
    flow: { ...flow, nodes: list },
    inverse: was === undefined ? { type: 'remove-node', id: node.id } : { type: 'put-node', node: was },
  }
}

function putEdge(flow: Flow, edge: FlowEdge, at?: number): Applied {
  const key = edgeKey(edge)
  const { list, was } = put(flow.edges, (e) => edgeKey(e) === key, edge, at)
  return { flow: { ...flow, edges: list }, inverse: was === undefined ? { type: 'remove-edge', key } : { type: 'put-edge', edge: was } }
}

function putNote(flow: Flow, note: FlowNote, at?: number): Applied {
  const { list, was } = put(flow.notes, (n) => n.id === note.id, note, at)
  return {
    flow: { ...flow, notes: list },
    inverse: was === undefined ? { type: 'remove-note', id: note.id } : { type: 'put-note', note: was },
  }
}

/** Applies one edit; the inverse applied to the result gives the flow back exactly. An edit of something that is not there changes nothing. */
export function applyEdit(flow: Flow, edit: Edit): Applied {
  switch (edit.type) {
    case 'put-node':
      return putNode(flow, edit.node, edit.at)
    case 'remove-node': {
      const { list, was, at } = removeWhere(flow.nodes, (n) => n.id === edit.id)
      return was === undefined
        ? { flow, inverse: NOTHING }
        : { flow: { ...flow, nodes: list }, inverse: { type: 'put-node', node: was, at } }
    }
    case 'move-node':
      return changeNode(flow, edit.id, (node) => ({ ...node, position: edit.position }))
    case 'set-config':
      return changeNode(flow, edit.id, (node) => ({ ...node, config: edit.config }))
    case 'set-label':
      return changeNode(flow, edit.id, (node) => ({ ...node, label: edit.label }))
    case 'set-disabled':
      return changeNode(flow, edit.id, (node) => ({ ...node, disabled: edit.disabled }))
    case 'put-edge':
      return putEdge(flow, edit.edge, edit.at)
    case 'remove-edge': {
      const { list, was, at } = removeWhere(flow.edges, (e) => edgeKey(e) === edit.key)
      return was === undefined
        ? { flow, inverse: NOTHING }
        : { flow: { ...flow, edges: list }, inverse: { type: 'put-edge', edge: was, at } }
    }
    case 'put-note':
      return putNote(flow, edit.note, edit.at)
    case 'remove-note': {
      const { list, was, at } = removeWhere(flow.notes, (n) => n.id === edit.id)
      return was === undefined
        ? { flow, inverse: NOTHING }
        : { flow: { ...flow, notes: list }, inverse: { type: 'put-note', note: was, at } }
    }
    case 'set-name':
      return { flow: { ...flow, name: edit.name }, inverse: { type: 'set-name', name: flow.name } }
    case 'set-zone': {
      const { sluice, name, zone, ...rest } = flow
      const next: Flow = edit.zone === undefined ? { sluice, name, ...rest } : { sluice, name, zone: edit.zone, ...rest }
      return { flow: next, inverse: { type: 'set-zone', zone } }
    }
    case 'set-parameters':
      return { flow: { ...flow, parameters: [...edit.parameters] }, inverse: { type: 'set-parameters', parameters: flow.parameters } }
    case 'set-reject-limit': {
      const { rejectLimit, ...rest } = flow
      const next: Flow = edit.limit === undefined ? rest : { ...rest, rejectLimit: edit.limit }
      return { flow: next, inverse: { type: 'set-reject-limit', limit: rejectLimit } }
    }
    case 'batch': {
      const { flow: changed, inverse } = applyEdits(flow, edit.edits)
      return { flow: changed, inverse: { type: 'batch', edits: inverse } }
    }
  }
}

/** Applies edits in order and gives the edits that take them back, in the order in which to apply them. */
export function applyEdits(flow: Flow, edits: readonly Edit[]): { readonly flow: Flow; readonly inverse: readonly Edit[] } {
  const inverse: Edit[] = []
  let next = flow
  for (const edit of edits) {
    const applied = applyEdit(next, edit)
    next = applied.flow
    inverse.push(applied.inverse)
  }
  return { flow: next, inverse: inverse.reverse() }
}
