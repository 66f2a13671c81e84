import type { Flow, Problem, RejectLimit } from '@sluice/flow'
import type { NodeCounts } from '../job.ts'

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)

/** The limits that the rejected rows of a run are past, of single nodes and of the flow. */
export function overRejectLimits(flow: Flow, counts: Readonly<Record<string, NodeCounts>>): readonly Problem[] {
  const all = Object.values(counts)
  const ofNodes = flow.nodes.flatMap(({ id, rejectLimit }) => {
    const own = counts[id]
    return own === undefined
      ? []
      : over(rejectLimit, own.rejected, sum(Object.values(own.in))).map((problem) => ({ ...problem, nodeId: id }))
  })
  const records = sum(all.map((node) => node.in['records'] ?? 0))
  return [...ofNodes, ...over(flow.rejectLimit, sum(all.map((node) => node.rejected)), records)]
}

function over(limit: RejectLimit | undefined, rejected: number, of: number): readonly Problem[] {
  const { rows, percent } = limit ?? {}
  if (rows !== undefined && rejected > rows) return [{ severity: 'error', code: 'too-many-rejected', params: { rejected, limit: rows } }]
  if (percent !== undefined && rejected * 100 > percent * of)
    return [{ severity: 'error', code: 'too-large-share-rejected', params: { rejected, of, limit: percent } }]
  return []
}
