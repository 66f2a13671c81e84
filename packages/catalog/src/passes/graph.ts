import type { Flow, FlowEdge, FlowNode, Problem } from '@sluice/flow'
import { findDefinition } from '../registry.ts'

/** The connections of a flow by node, as far as they make sense, and the nodes in an order in which each comes after what feeds it. */
export interface Graph {
  readonly order: readonly FlowNode[]
  /** By node: what arrives, ordered by port and index. */
  readonly incoming: ReadonlyMap<string, readonly FlowEdge[]>
  /** By node: what leaves. */
  readonly outgoing: ReadonlyMap<string, readonly FlowEdge[]>
  readonly problems: readonly Problem[]
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

/** What is wrong with the two ends of an edge; nothing is said about ports of nodes whose type is not known. */
function edgeProblem(edge: FlowEdge, index: number, nodes: ReadonlyMap<string, FlowNode>): Problem | undefined {
  const problem = (code: string, params: Problem['params'], nodeId?: string): Problem => ({
    severity: 'error', code, path: ['edges', index], params, ...(nodeId !== undefined && { nodeId }),
  }) // prettier-ignore
  const from = nodes.get(edge.from.node)
  const to = nodes.get(edge.to.node)
  if (from === undefined) return problem('edge-unknown-node', { node: edge.from.node })
  if (to === undefined) return problem('edge-unknown-node', { node: edge.to.node })
  if (findDefinition(from.type)?.outputs.every((port) => port.name !== edge.from.port) === true)
    return problem('edge-unknown-port', { port: edge.from.port }, from.id)
  if (findDefinition(to.type)?.inputs.every((port) => port.name !== edge.to.port) === true)
    return problem('edge-unknown-port', { port: edge.to.port }, to.id)
  return undefined
}

/** One cycle among nodes that could not be put in order, as ids. */
function oneCycle(start: string, stuck: ReadonlySet<string>, incoming: ReadonlyMap<string, readonly FlowEdge[]>): readonly string[] {
  const seen = new Map<string, number>()
  const walked: string[] = []
  let at: string | undefined = start
  while (at !== undefined && !seen.has(at)) {
    seen.set(at, walked.length)
    walked.push(at)
    at = incoming.get(at)?.find((edge) => stuck.has(edge.from.node))?.from.node
  }
  return at === undefined ? walked : walked.slice(seen.get(at)).reverse()
}

/** Checks the edges and puts the nodes in order (Kahn's algorithm, document order among the free ones). No recursion. */
export function readGraph(flow: Flow): Graph {
  const problems: Problem[] = []
  const nodes = new Map<string, FlowNode>()
  for (const node of flow.nodes) {
    if (nodes.has(node.id)) problems.push({ severity: 'error', code: 'duplicate-node', nodeId: node.id, params: { node: node.id } })
    else nodes.set(node.id, node)
  }
  const incoming = new Map<string, FlowEdge[]>()
  const outgoing = new Map<string, FlowEdge[]>()
  const seen = new Set<string>()
  flow.edges.forEach((edge, index) => {
    const key = JSON.stringify([edge.from.node, edge.from.port, edge.to.node, edge.to.port, edge.to.index ?? null])
    const problem = edgeProblem(edge, index, nodes)
    if (problem !== undefined) problems.push(problem)
    else if (seen.has(key)) problems.push({ severity: 'error', code: 'duplicate-edge', nodeId: edge.to.node, path: ['edges', index] })
    else {
      seen.add(key)
      push(incoming, edge.to.node, edge)
      push(outgoing, edge.from.node, edge)
    }
  })
  for (const edges of incoming.values()) edges.sort((a, b) => (a.to.index ?? 0) - (b.to.index ?? 0))
  const { order, stuck } = sortNodes([...nodes.values()], incoming, outgoing)
  const [first] = stuck
  if (first !== undefined) {
    const cycle = oneCycle(first, stuck, incoming)
    problems.push({
      severity: 'error',
      code: 'cycle',
      nodeId: cycle[0] ?? first,
      params: { nodes: [...cycle, cycle[0] ?? first].join(' → ') },
    })
  }
  return { order, incoming, outgoing, problems }
}

function sortNodes(
  nodes: readonly FlowNode[],
  incoming: ReadonlyMap<string, readonly FlowEdge[]>,
  outgoing: ReadonlyMap<string, readonly FlowEdge[]>,
): { readonly order: readonly FlowNode[]; readonly stuck: ReadonlySet<string> } {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const waiting = new Map(nodes.map((node) => [node.id, incoming.get(node.id)?.length ?? 0]))
  const order = nodes.filter((node) => waiting.get(node.id) === 0)
  for (let next = 0; next < order.length; next++) {
    const id = order[next]?.id ?? ''
    for (const edge of outgoing.get(id) ?? []) {
      const left = (waiting.get(edge.to.node) ?? 0) - 1
      waiting.set(edge.to.node, left)
      const node = byId.get(edge.to.node)
      if (left === 0 && node !== undefined) order.push(node)
    }
  }
  const done = new Set(order.map((node) => node.id))
  return { order, stuck: new Set(nodes.filter((node) => !done.has(node.id)).map((node) => node.id)) }
}
