import type { NodeCountsDto, RunDto } from '@sluice/contract'

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, rows) => total + rows, 0)

/** Rows that arrived at all ports of a node. */
export const rowsIn = (counts: NodeCountsDto): number => sum(counts.in)

/** Rows that left by the main port. */
export const rowsOut = (counts: NodeCountsDto): number => counts.out['rows'] ?? 0

/** Rows that the sources of a run have read: what left the nodes that nothing arrives at. */
export function rowsRead(run: Pick<RunDto, 'flow' | 'nodes'>): number {
  const fed = new Set(run.flow.edges.map((edge) => edge.to.node))
  return run.flow.nodes.reduce((total, node) => {
    const counts = run.nodes[node.id]?.counts
    return fed.has(node.id) || counts === null || counts === undefined ? total : total + sum(counts.out)
  }, 0)
}
