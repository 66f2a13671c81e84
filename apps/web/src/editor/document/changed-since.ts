import { downstreamOf, edgeKey, type Flow, type FlowNode } from '@sluice/flow'

/** What decides the rows of a node, as text; where it lies and what it is called doesn't. A node that changes is another object. */
const meanings = new WeakMap<FlowNode, string>()
function meaningOf(node: FlowNode): string {
  const known = meanings.get(node) ?? JSON.stringify([node.type, node.version ?? 1, sorted(node.config), node.disabled])
  meanings.set(node, known)
  return known
}

/** The same value with keys in order: a document that was stored and read may have them in another. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, of]) => [key, sorted(of)])) // prettier-ignore
}

const arriving = (flow: Flow): ReadonlyMap<string, string> => {
  const keys = new Map<string, string[]>()
  for (const edge of flow.edges) keys.set(edge.to.node, [...(keys.get(edge.to.node) ?? []), edgeKey(edge)])
  return new Map([...keys].map(([id, of]) => [id, of.sort().join(' ')]))
}

/** Nodes whose result in a run is not what they would give now: they, or something before them, were changed since. */
export function changedSince(flow: Flow, ran: Flow): ReadonlySet<string> {
  if (flow === ran) return new Set()
  const before = new Map(ran.nodes.map((node) => [node.id, node]))
  const [into, wasInto] = [arriving(flow), arriving(ran)]
  const context = JSON.stringify([flow.parameters, flow.zone]) !== JSON.stringify([ran.parameters, ran.zone])
  const changed = flow.nodes.filter((node) => {
    const was = before.get(node.id)
    return was === undefined || context || meaningOf(was) !== meaningOf(node) || into.get(node.id) !== wasInto.get(node.id)
  })
  const stale = new Set<string>()
  for (const { id } of changed) if (!stale.has(id)) for (const after of downstreamOf(flow.edges, id)) stale.add(after)
  return stale
}
