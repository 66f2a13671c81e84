import type { Flow, FlowNode } from '@sluice/flow'

/** A line of the outline; `depth` is the number of connections from a node that nothing goes into. */
export interface OutlineLine {
  readonly node: FlowNode
  readonly depth: number
}

/** Every node once, depth first from the sources; nodes of a cycle follow at the end. */
export function outlineOf(flow: Flow): readonly OutlineLine[] {
  const byId = new Map(flow.nodes.map((node) => [node.id, node]))
  const fed = new Set(flow.edges.map((edge) => edge.to.node))
  const next = new Map<string, string[]>()
  for (const edge of flow.edges) next.set(edge.from.node, [...(next.get(edge.from.node) ?? []), edge.to.node])
  const lines: OutlineLine[] = []
  const seen = new Set<string>()
  const walk = (start: string): void => {
    const open = [{ id: start, depth: 0 }]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const node = byId.get(at.id)
      if (node === undefined || seen.has(at.id)) continue
      seen.add(at.id)
      lines.push({ node, depth: at.depth })
      for (const id of (next.get(at.id) ?? []).toReversed()) open.push({ id, depth: at.depth + 1 })
    }
  }
  for (const node of flow.nodes) if (!fed.has(node.id)) walk(node.id)
  for (const node of flow.nodes) walk(node.id)
  return lines
}
