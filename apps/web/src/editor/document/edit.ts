import { edgeKey, type Flow, type FlowEdge, type FlowNode, type FlowNote, type FlowParameter } from '@sluice/flow'

/** One change of a flow as plain data. `at` is the place in the list, so that the inverse restores the order too. */
export type Edit =
  | { readonly type: 'put-node'; readonly node: FlowNode; readonly at?: number }
  | { readonly type: 'remove-node'; readonly id: string }
  | { readonly type: 'put-edge'; readonly edge: FlowEdge; readonly at?: number }
  | { readonly type: 'remove-edge'; readonly key: string }
  | { readonly type: 'put-note'; readonly note: FlowNote; readonly at?: number }
  | { readonly type: 'remove-note'; readonly id: string }
  | { readonly type: 'set-name'; readonly name: string }
  | { readonly type: 'set-parameters'; readonly parameters: readonly FlowParameter[] }

type Applied = { readonly flow: Flow; readonly inverse: Edit }

function put<T>(list: readonly T[], same: (item: T) => boolean, item: T, at: number | undefined): { list: T[]; was: T | undefined } {
  const index = list.findIndex(same)
  if (index >= 0) return { list: list.with(index, item), was: list[index] }
  return { list: list.toSpliced(at ?? list.length, 0, item), was: undefined }
}

/** Applies one edit; the inverse applied to the result gives the flow back exactly. */
export function applyEdit(flow: Flow, edit: Edit): Applied {
  switch (edit.type) {
    case 'put-node': {
      const { list, was } = put(flow.nodes, (node) => node.id === edit.node.id, edit.node, edit.at)
      return {
        flow: { ...flow, nodes: list },
        inverse: was === undefined ? { type: 'remove-node', id: edit.node.id } : { type: 'put-node', node: was },
      }
    }
    case 'remove-node': {
      const at = flow.nodes.findIndex((node) => node.id === edit.id)
      const node = flow.nodes[at]
      if (node === undefined) return { flow, inverse: edit }
      return { flow: { ...flow, nodes: flow.nodes.toSpliced(at, 1) }, inverse: { type: 'put-node', node, at } }
    }
    case 'put-edge': {
      const key = edgeKey(edit.edge)
      const { list, was } = put(flow.edges, (edge) => edgeKey(edge) === key, edit.edge, edit.at)
      return { flow: { ...flow, edges: list }, inverse: was === undefined ? { type: 'remove-edge', key } : { type: 'put-edge', edge: was } }
    }
    case 'remove-edge': {
      const at = flow.edges.findIndex((edge) => edgeKey(edge) === edit.key)
      const edge = flow.edges[at]
      if (edge === undefined) return { flow, inverse: edit }
      return { flow: { ...flow, edges: flow.edges.toSpliced(at, 1) }, inverse: { type: 'put-edge', edge, at } }
    }
    case 'put-note': {
      const { list, was } = put(flow.notes, (note) => note.id === edit.note.id, edit.note, edit.at)
      return {
        flow: { ...flow, notes: list },
        inverse: was === undefined ? { type: 'remove-note', id: edit.note.id } : { type: 'put-note', note: was },
      }
    }
    case 'remove-note': {
      const at = flow.notes.findIndex((note) => note.id === edit.id)
      const note = flow.notes[at]
      if (note === undefined) return { flow, inverse: edit }
      return { flow: { ...flow, notes: flow.notes.toSpliced(at, 1) }, inverse: { type: 'put-note', note, at } }
    }
    case 'set-name':
      return { flow: { ...flow, name: edit.name }, inverse: { type: 'set-name', name: flow.name } }
    case 'set-parameters':
      return { flow: { ...flow, parameters: [...edit.parameters] }, inverse: { type: 'set-parameters', parameters: flow.parameters } }
  }
}
