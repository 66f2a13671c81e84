import { findDefinition, readConfig, type AnyNode } from '@sluice/catalog'
import { applyEdits, edgeKey, type Edit, type Flow, type FlowEdge, type FlowNode } from '@sluice/flow'
import { connectFault, freeInput } from './connect.ts'
import { mainOutput } from './kinds.ts'

/** What a replacement does: the edits, and how many connections and settings do not fit the new kind and go. */
export interface Replacement {
  readonly edits: readonly Edit[]
  readonly lostWires: number
  readonly lostSettings: number
}

/** The settings that mean the same in another kind: fields of the same name and nature whose value it takes. */
export function keptConfig(config: FlowNode['config'], was: AnyNode | undefined, next: AnyNode): FlowNode['config'] {
  const kept = Object.entries(config).filter(([name, value]) => {
    const [before, after] = [was?.fields[name], next.fields[name]]
    if (before === undefined || after === undefined || before.kind !== after.kind) return false
    // A file that is read is not one to write over.
    if (before.kind === 'file' && after.kind === 'file' && before.write !== after.write) return false
    const read = readConfig({ fields: { [name]: after } }, { [name]: value })
    return read.config !== undefined && read.problems.length === 0
  })
  return Object.fromEntries(kept)
}

/** The place for a connection at the new kind: the port of the same name, else the main one. */
function moved(flow: Flow, edge: FlowEdge, id: string, next: AnyNode): FlowEdge | undefined {
  if (edge.to.node === id) {
    const same = next.inputs.find((port) => port.name === edge.to.port)
    const port = same?.name ?? freeInput(flow, edge.from, id)
    if (port === undefined) return undefined
    const many = next.inputs.find((one) => one.name === port)?.many === true
    const taken = flow.edges.filter((one) => one.to.node === id && one.to.port === port)
    if (!many && taken.length > 0) return undefined
    const index = same !== undefined && edge.to.index !== undefined ? edge.to.index : taken.length
    return { from: edge.from, to: many ? { node: id, port, index } : { node: id, port } }
  }
  const port = next.outputs.some((one) => one.name === edge.from.port) ? edge.from.port : edge.from.port === 'rows' ? mainOutput(next)?.name : undefined // prettier-ignore
  return port === undefined ? undefined : { from: { node: id, port }, to: edge.to }
}

/**
 * Puts another kind of node in the place of one: it keeps its id, place and name, the connections that the new kind has
 * ports for, and the settings that mean the same there. One step of undo.
 */
export function replaceEdits(flow: Flow, id: string, type: string): Replacement {
  const node = flow.nodes.find((one) => one.id === id)
  const next = findDefinition(type)
  if (node === undefined || next === undefined || node.type === type) return { edits: [], lostWires: 0, lostSettings: 0 }
  const { version: _version, ...rest } = node
  const config = keptConfig(node.config, findDefinition(node.type), next)
  const put: FlowNode = { ...rest, type, config, ...(next.version > 1 && { version: next.version }) }
  const touching = flow.edges.filter((edge) => edge.from.node === id || edge.to.node === id)
  const edits: Edit[] = [...touching.map((edge): Edit => ({ type: 'remove-edge', key: edgeKey(edge) })), { type: 'put-node', node: put }]
  let lostWires = 0
  for (const edge of touching) {
    const now = applyEdits(flow, edits).flow
    const at = flow.edges.indexOf(edge)
    const wire = moved(now, edge, id, next)
    if (wire === undefined || connectFault(now, wire) !== undefined) lostWires++
    else edits.push({ type: 'put-edge', edge: wire, at: Math.min(at, now.edges.length) })
  }
  return { edits, lostWires, lostSettings: Object.keys(node.config).length - Object.keys(config).length }
}

/** True when a kind can stand where a node is: rows that come in and go out have somewhere to go. */
export function canReplace(flow: Flow, id: string, next: AnyNode): boolean {
  const node = flow.nodes.find((one) => one.id === id)
  if (node === undefined || node.type === next.type) return false
  const comes = flow.edges.some((edge) => edge.to.node === id)
  const goes = flow.edges.some((edge) => edge.from.node === id && edge.from.port === 'rows')
  return (!comes || next.inputs.length > 0) && (!goes || mainOutput(next)?.role === 'rows')
}
