import type { FlowEdge } from './document.ts'

function reach(start: string, edges: readonly FlowEdge[], from: 'from' | 'to', to: 'from' | 'to'): ReadonlySet<string> {
  const next = new Map<string, string[]>()
  for (const edge of edges) {
    const list = next.get(edge[from].node)
    if (list === undefined) next.set(edge[from].node, [edge[to].node])
    else list.push(edge[to].node)
  }
  const seen = new Set([start])
  for (const id of seen) for (const other of next.get(id) ?? []) seen.add(other)
  return seen
}

/** Every node that rows of `start` reach, itself included. */
export const downstreamOf = (edges: readonly FlowEdge[], start: string): ReadonlySet<string> => reach(start, edges, 'from', 'to')

/** Every node whose rows reach `start`, itself included. */
export const upstreamOf = (edges: readonly FlowEdge[], start: string): ReadonlySet<string> => reach(start, edges, 'to', 'from')
