import { checkGraph, type Flow, type FlowEdge, type Graph, type Problem } from '@sluice/flow'
import { findDefinition } from '../registry.ts'

/** Why an edge names a port that its node does not have; nothing is said about nodes whose type is not known. */
function portProblem(edge: FlowEdge, index: number, types: ReadonlyMap<string, string>): Problem | undefined {
  const faults = [
    { end: edge.from, ports: findDefinition(types.get(edge.from.node) ?? '')?.outputs },
    { end: edge.to, ports: findDefinition(types.get(edge.to.node) ?? '')?.inputs },
  ]
  const fault = faults.find(({ end, ports }) => ports?.every((port) => port.name !== end.port) === true)
  if (fault === undefined) return undefined
  const { node, port } = fault.end
  return { severity: 'error', code: 'edge-unknown-port', nodeId: node, path: ['edges', index], params: { node, port } }
}

const without = (edges: ReadonlyMap<string, readonly FlowEdge[]>, faulty: ReadonlySet<FlowEdge>): Graph['incoming'] =>
  faulty.size === 0 ? edges : new Map([...edges].map(([node, list]) => [node, list.filter((edge) => !faulty.has(edge))]))

/** The graph of a flow with only those edges whose ports its nodes have. */
export function readGraph(flow: Flow): Graph {
  const graph = checkGraph(flow)
  const types = new Map(flow.nodes.map((node) => [node.id, node.type]))
  const problems: Problem[] = []
  const faulty = new Set<FlowEdge>()
  flow.edges.forEach((edge, index) => {
    const problem = portProblem(edge, index, types)
    if (problem === undefined) return
    problems.push(problem)
    faulty.add(edge)
  })
  return {
    order: graph.order,
    incoming: without(graph.incoming, faulty),
    outgoing: without(graph.outgoing, faulty),
    problems: [...graph.problems, ...problems],
  }
}
