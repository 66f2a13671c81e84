import { edgeKey, type Flow } from '@sluice/flow'

/** What changed in one node (or in the connections, or the rest) between two versions of a flow. */
export interface Difference {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved' | 'connections' | 'settings'
  /** The node's label or id; empty for `connections` and `settings`. */
  readonly node: string
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The differences by node that a person is shown when two versions have to be chosen from. */
export function flowDifference(before: Flow, after: Flow): readonly Difference[] {
  const found: Difference[] = []
  const old = new Map(before.nodes.map((node) => [node.id, node]))
  for (const node of after.nodes) {
    const was = old.get(node.id)
    const name = node.label === '' ? node.id : node.label
    old.delete(node.id)
    if (was === undefined) found.push({ kind: 'added', node: name })
    else if (!same({ ...was, position: null }, { ...node, position: null })) found.push({ kind: 'changed', node: name })
    else if (!same(was.position, node.position)) found.push({ kind: 'moved', node: name })
  }
  for (const node of old.values()) found.push({ kind: 'removed', node: node.label === '' ? node.id : node.label })
  if (!same(before.edges.map(edgeKey).sort(), after.edges.map(edgeKey).sort())) found.push({ kind: 'connections', node: '' })
  const rest = ({ nodes: _nodes, edges: _edges, ...others }: Flow): unknown => others
  if (!same(rest(before), rest(after))) found.push({ kind: 'settings', node: '' })
  return found
}
