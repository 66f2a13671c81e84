import { findDefinition, type AnyNode, type InputPort, type OutputPort } from '@sluice/catalog'
import type { FlowEdge, FlowNode } from '@sluice/flow'

/** The ports of a node; of a type that this program doesn't know: those its connections name, so that it can be drawn. */
export interface Ports {
  readonly inputs: readonly InputPort[]
  readonly outputs: readonly OutputPort[]
}

const named = (names: readonly string[]): readonly string[] => [...new Set(names)]

/** The ports to draw for a node. */
export function portsOf(node: FlowNode, edges: readonly FlowEdge[]): Ports {
  const definition = findDefinition(node.type)
  if (definition !== undefined) return definition
  return {
    inputs: named(edges.filter((edge) => edge.to.node === node.id).map((edge) => edge.to.port)).map((name) => ({ name })),
    outputs: named(edges.filter((edge) => edge.from.node === node.id).map((edge) => edge.from.port)).map((name) => ({
      name,
      role: 'rows',
    })),
  }
}

/** The port that rows leave by first: `rows` when there is one. */
export const mainOutput = (definition: AnyNode | undefined): OutputPort | undefined =>
  definition?.outputs.find((port) => port.role === 'rows') ?? definition?.outputs[0]

export const mainInput = (definition: AnyNode | undefined): InputPort | undefined => definition?.inputs[0]
