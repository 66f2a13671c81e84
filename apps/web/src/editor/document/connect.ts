import { findDefinition, type InputPort } from '@sluice/catalog'
import { downstreamOf, edgeKey, type Edit, type Flow } from '@sluice/flow'

/** Two ends that a person joins: an output port and an input port. */
export interface Ends {
  readonly from: { readonly node: string; readonly port: string }
  readonly to: { readonly node: string; readonly port: string }
}

/** Why two ends can't be joined; texts under `editor:connect.<fault>`. */
export type ConnectFault = 'unknown-port' | 'itself' | 'cycle' | 'already'

const typeOf = (flow: Flow, id: string): string => flow.nodes.find((node) => node.id === id)?.type ?? ''

const inputOf = (flow: Flow, end: Ends['to']): InputPort | undefined =>
  findDefinition(typeOf(flow, end.node))?.inputs.find((port) => port.name === end.port)

/** Why a connection may not be made; undefined when it may. */
export function connectFault(flow: Flow, { from, to }: Ends): ConnectFault | undefined {
  if (from.node === to.node) return 'itself'
  const outputs = findDefinition(typeOf(flow, from.node))?.outputs ?? []
  if (!outputs.some((port) => port.name === from.port) || inputOf(flow, to) === undefined) return 'unknown-port'
  if (
    flow.edges.some(
      (edge) => edge.from.node === from.node && edge.from.port === from.port && edge.to.node === to.node && edge.to.port === to.port,
    )
  )
    return 'already'
  return downstreamOf(flow.edges, to.node).has(from.node) ? 'cycle' : undefined
}

/** The edits that join two ends: a port that takes one connection gives up the one it has, a port for many gets one more. */
export function connectEdits(flow: Flow, { from, to }: Ends): readonly Edit[] {
  const arriving = flow.edges.filter((edge) => edge.to.node === to.node && edge.to.port === to.port)
  if (inputOf(flow, to)?.many === true) {
    const index = arriving.reduce((most, edge) => Math.max(most, (edge.to.index ?? 0) + 1), 0)
    return [{ type: 'put-edge', edge: { from, to: { ...to, index } } }]
  }
  return [...arriving.map((edge): Edit => ({ type: 'remove-edge', key: edgeKey(edge) })), { type: 'put-edge', edge: { from, to } }]
}

/** The first input of a node that may take rows from an end: a free one before one that would be replaced, never one that can be left out. */
export function freeInput(flow: Flow, from: Ends['from'], node: string): string | undefined {
  const inputs = findDefinition(typeOf(flow, node))?.inputs ?? []
  const fits = inputs.filter((port) => port.required !== false && connectFault(flow, { from, to: { node, port: port.name } }) === undefined)
  const taken = (port: InputPort): boolean =>
    port.many !== true && flow.edges.some((edge) => edge.to.node === node && edge.to.port === port.name)
  return (fits.find((port) => !taken(port)) ?? fits[0])?.name
}
