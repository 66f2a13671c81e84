import { findDefinition } from '@sluice/catalog'
import { applyEdits, edgeKey, type Edit, type Flow, type FlowEdge, type FlowNode } from '@sluice/flow'
import { connectEdits, connectFault, freeInput } from './connect.ts'
import { mainInput, mainOutput } from './kinds.ts'
import { newId } from './new-id.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** The size a node card takes on the canvas, in flow pixels. */
export const CARD = { width: 220, height: 88 } as const
/** Free space between columns of nodes. */
export const COLUMN_GAP = 72

const takenIds = (flow: Flow): ReadonlySet<string> => new Set([...flow.nodes.map((node) => node.id), ...flow.notes.map((note) => note.id)])

const overlaps = (a: Point, b: Point): boolean => Math.abs(a.x - b.x) < CARD.width && Math.abs(a.y - b.y) < CARD.height + 16

/** The place next to the wanted one where no other node lies, looking downwards. */
export function freePlace(flow: Flow, wanted: Point): Point {
  let place = { x: Math.round(wanted.x), y: Math.round(wanted.y) }
  while (flow.nodes.some((node) => overlaps(node.position, place))) place = { x: place.x, y: place.y + CARD.height + 32 }
  return place
}

/** A new node of a kind with the settings it starts with. An empty label shows the kind's own name in the language that is on. */
export function newNode(flow: Flow, type: string, position: Point): FlowNode {
  const definition = findDefinition(type)
  const id = newId(type.slice(type.indexOf('.') + 1), takenIds(flow))
  const node: FlowNode = { id, type, label: '', config: {}, position: freePlace(flow, position), disabled: false }
  return definition === undefined || definition.version === 1 ? node : { ...node, version: definition.version }
}

/** The place for a node that follows another. */
export const placeAfter = (node: FlowNode): Point => ({ x: node.position.x + CARD.width + COLUMN_GAP, y: node.position.y })

/** Adds a node, joined to an output (`from`) or to an input (`to`) when that is possible. */
export function addEdits(
  flow: Flow,
  type: string,
  position: Point,
  join: { readonly from?: FlowEdge['from']; readonly to?: { readonly node: string; readonly port: string } } = {},
): { readonly id: string; readonly edits: readonly Edit[] } {
  const node = newNode(flow, type, position)
  const edits: Edit[] = [{ type: 'put-node', node }]
  const added = applyEdits(flow, edits).flow
  if (join.from !== undefined) {
    const port = freeInput(added, join.from, node.id)
    if (port !== undefined) edits.push(...connectEdits(added, { from: join.from, to: { node: node.id, port } }))
  }
  const output = mainOutput(findDefinition(type))
  if (join.to !== undefined && output !== undefined) {
    const ends = { from: { node: node.id, port: output.name }, to: join.to }
    if (connectFault(added, ends) === undefined) edits.push(...connectEdits(added, ends))
  }
  return { id: node.id, edits }
}

/** True when a node of this kind can stand in the middle of a connection. */
export const canInsert = (type: string): boolean => {
  const definition = findDefinition(type)
  return mainInput(definition) !== undefined && mainOutput(definition)?.role === 'rows'
}

/** The edits that put a node (new or existing) into a connection. */
export function insertEdits(flow: Flow, nodeId: string, edge: FlowEdge): readonly Edit[] {
  const definition = findDefinition(flow.nodes.find((node) => node.id === nodeId)?.type ?? '')
  const input = mainInput(definition)
  const output = mainOutput(definition)
  if (input === undefined || output === undefined || edge.from.node === nodeId || edge.to.node === nodeId) return []
  const to = input.many === true ? { node: nodeId, port: input.name, index: 0 } : { node: nodeId, port: input.name }
  return [
    { type: 'remove-edge', key: edgeKey(edge) },
    { type: 'put-edge', edge: { from: edge.from, to } },
    { type: 'put-edge', edge: { from: { node: nodeId, port: output.name }, to: edge.to } },
  ]
}
