import { edgeKey, type Flow, type FlowEdge, type FlowNode } from './document.ts'
import type { Problem } from './problem.ts'

/** The connections of a flow that hold, and its nodes in an order in which each comes after what feeds it. */
export interface Graph {
  /** Nodes on a cycle, or behind one, are not in it. */
  readonly order: readonly FlowNode[]
  /** By node: what arrives, ordered by `to.index`. */
  readonly incoming: ReadonlyMap<string, readonly FlowEdge[]>
  /** By node: what leaves, in document order. */
  readonly outgoing: ReadonlyMap<string, readonly FlowEdge[]>
  readonly problems: readonly Problem[]
}

type Edges = Map<string, FlowEdge[]>

function push(map: Edges, key: string, edge: FlowEdge): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [edge])
  else list.push(edge)
}

const error = (code: string, o: Omit<Problem, 'severity' | 'code'>): Problem => ({ severity: 'error', code, ...o })

function edgeProblem(edge: FlowEdge, index: number, nodes: ReadonlyMap<string, FlowNode>, seen: ReadonlySet<string>): Problem | undefined {
  const path = ['edges', index]
  const missing = [edge.from.node, edge.to.node].find((id) => !nodes.has(id))
  if (missing !== undefined) return error('edge-unknown-node', { path, params: { node: missing } })
  if (edge.from.node === edge.to.node) return error('self-edge', { path, nodeId: edge.from.node, params: { node: edge.from.node } })
  return seen.has(edgeKey(edge)) ? error('duplicate-edge', { path, nodeId: edge.to.node }) : undefined
}

/**
 * Kahn's algorithm (A. B. Kahn, "Topological sorting of large networks", 1962); document order among the free nodes.
 * Returns the ids in order; those on or behind a cycle are left out.
 */
export function topologicalOrder(ids: Iterable<string>, edges: readonly FlowEdge[]): readonly string[] {
  const waiting = new Map([...ids].map((id) => [id, 0]))
  const outgoing = new Map<string, string[]>()
  for (const { from, to } of edges) {
    if (!waiting.has(from.node) || !waiting.has(to.node)) continue
    waiting.set(to.node, (waiting.get(to.node) ?? 0) + 1)
    const list = outgoing.get(from.node)
    if (list === undefined) outgoing.set(from.node, [to.node])
    else list.push(to.node)
  }
  const order = [...waiting].flatMap(([id, count]) => (count === 0 ? [id] : []))
  for (const id of order) {
    for (const next of outgoing.get(id) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1
      waiting.set(next, left)
      if (left === 0) order.push(next)
    }
  }
  return order
}

/** Walks against the edges from a node that could not be ordered until a node comes again. */
function oneCycle(start: string, stuck: ReadonlySet<string>, incoming: Edges): readonly string[] {
  const places = new Map<string, number>()
  const walked: string[] = []
  let at: string | undefined = start
  while (at !== undefined && !places.has(at)) {
    places.set(at, walked.length)
    walked.push(at)
    at = incoming.get(at)?.find((edge) => stuck.has(edge.from.node))?.from.node
  }
  const [first, ...rest] = walked.slice(at === undefined ? 0 : places.get(at))
  return first === undefined ? [] : [first, ...rest.reverse()]
}

/** Checks nodes and edges and puts the nodes in order. Takes time linear in the flow and does not recurse. */
export function checkGraph(flow: Flow): Graph {
  const problems: Problem[] = []
  const nodes = new Map<string, FlowNode>()
  for (const [index, node] of flow.nodes.entries()) {
    if (nodes.has(node.id)) problems.push(error('duplicate-node', { nodeId: node.id, path: ['nodes', index], params: { node: node.id } }))
    else nodes.set(node.id, node)
  }
  const incoming: Edges = new Map()
  const outgoing: Edges = new Map()
  const seen = new Set<string>()
  const kept: FlowEdge[] = []
  for (const [index, edge] of flow.edges.entries()) {
    const problem = edgeProblem(edge, index, nodes, seen)
    if (problem !== undefined) {
      problems.push(problem)
      continue
    }
    seen.add(edgeKey(edge))
    kept.push(edge)
    push(incoming, edge.to.node, edge)
    push(outgoing, edge.from.node, edge)
  }
  for (const edges of incoming.values()) edges.sort((a, b) => (a.to.index ?? 0) - (b.to.index ?? 0))
  const order = topologicalOrder(nodes.keys(), kept)
  const done = new Set(order)
  const stuck = new Set([...nodes.keys()].filter((id) => !done.has(id)))
  const [first] = stuck
  if (first !== undefined) {
    const cycle = oneCycle(first, stuck, incoming)
    problems.push(error('cycle', { nodeId: cycle[0] ?? first, params: { nodes: [...cycle, cycle[0] ?? first].join(' → ') } }))
  }
  return { order: order.flatMap((id) => nodes.get(id) ?? []), incoming, outgoing, problems }
}
