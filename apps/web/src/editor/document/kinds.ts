import { findDefinition, type AnyNode, type InputPort, type OutputPort } from '@sluice/catalog'
import type { FlowEdge, FlowNode } from '@sluice/flow'

/** The ports to draw for a node: those of its kind, and any other that a connection names, so that it can be seen and mended. */
export interface Ports {
  readonly inputs: readonly InputPort[]
  readonly outputs: readonly OutputPort[]
}

const others = (known: readonly { readonly name: string }[], named: readonly string[]): readonly string[] =>
  [...new Set(named)].filter((name) => !known.some((port) => port.name === name))

/** The ports to draw for a node. */
export function portsOf(node: FlowNode, edges: readonly FlowEdge[]): Ports {
  const { inputs, outputs } = findDefinition(node.type) ?? { inputs: [], outputs: [] }
  const into = edges.filter((edge) => edge.to.node === node.id).map((edge) => edge.to.port)
  const from = edges.filter((edge) => edge.from.node === node.id).map((edge) => edge.from.port)
  return {
    inputs: [...inputs, ...others(inputs, into).map((name) => ({ name }))],
    outputs: [...outputs, ...others(outputs, from).map((name): OutputPort => ({ name, role: 'rows' }))],
  }
}

/** The port that rows leave by first: `rows` when there is one. */
export const mainOutput = (definition: AnyNode | undefined): OutputPort | undefined =>
  definition?.outputs.find((port) => port.role === 'rows') ?? definition?.outputs[0]

export const mainInput = (definition: AnyNode | undefined): InputPort | undefined => definition?.inputs[0]
