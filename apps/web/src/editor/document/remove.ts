import { applyEdits, edgeKey, type Edit, type Flow, type FlowEdge } from '@sluice/flow'
import { connectEdits, connectFault } from './connect.ts'

const mainArrival = (flow: Flow, node: string): FlowEdge | undefined => {
  const arriving = flow.edges.filter((edge) => edge.to.node === node)
  return arriving.length === 1 ? arriving[0] : undefined
}

/** Removes one node; when one connection came in, the rows that left go on from where it came (the wire heals). */
function removeNode(flow: Flow, id: string): readonly Edit[] {
  const arrival = mainArrival(flow, id)
  const touching = flow.edges.filter((edge) => edge.from.node === id || edge.to.node === id)
  const edits: Edit[] = touching.map((edge) => ({ type: 'remove-edge', key: edgeKey(edge) }))
  edits.push({ type: 'remove-node', id })
  if (arrival === undefined) return edits
  let healed = applyEdits(flow, edits).flow
  for (const edge of touching.filter((leaving) => leaving.from.node === id && leaving.from.port === 'rows')) {
    const ends = { from: arrival.from, to: { node: edge.to.node, port: edge.to.port } }
    if (connectFault(healed, ends) !== undefined) continue
    // The place among the inputs of a port for many stays the same.
    const joined: readonly Edit[] =
      edge.to.index === undefined ? connectEdits(healed, ends) : [{ type: 'put-edge', edge: { from: arrival.from, to: edge.to } }]
    edits.push(...joined)
    healed = applyEdits(healed, joined).flow
  }
  return edits
}

/** The edits that delete a selection of nodes, connections (by key) and notes. */
export function removeEdits(
  flow: Flow,
  selected: { nodes: ReadonlySet<string>; edges: ReadonlySet<string>; notes: ReadonlySet<string> },
): readonly Edit[] {
  const edits: Edit[] = []
  let left = flow
  const take = (more: readonly Edit[]): void => {
    edits.push(...more)
    left = applyEdits(left, more).flow
  }
  take(flow.edges.filter((edge) => selected.edges.has(edgeKey(edge))).map((edge) => ({ type: 'remove-edge', key: edgeKey(edge) })))
  for (const node of flow.nodes) if (selected.nodes.has(node.id)) take(removeNode(left, node.id))
  take(flow.notes.filter((note) => selected.notes.has(note.id)).map((note) => ({ type: 'remove-note', id: note.id })))
  return edits
}
