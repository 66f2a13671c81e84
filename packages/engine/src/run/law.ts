import type { Problem } from '@sluice/flow'
import type { NodeCounts } from '../job.ts'
import type { ConnectionTerms } from '../passes/step.ts'
import type { LiveFacts } from './facts.ts'

const total = (ports: Readonly<Record<string, number>>): number => Object.values(ports).reduce((sum, n) => sum + n, 0)

/** The ways in which the counts of one node break the law of rows; empty when they keep it. */
export function brokenLaws(counts: NodeCounts): readonly string[] {
  const { passed, created, merged, filtered, rejected, out } = counts
  const broken: string[] = []
  if (total(counts.in) !== passed + merged + filtered + rejected) broken.push('in = passed + merged + filtered + rejected')
  // A sink has no port `rows`: what passed it is in the file.
  if (out.rows !== undefined) {
    const leaving = out.rows + (out['unmatched-left'] ?? 0) + (out['unmatched-right'] ?? 0)
    if (leaving !== passed + created) broken.push('out = passed + created')
  }
  if (out.rejected !== undefined && out.rejected !== rejected) broken.push('out.rejected = rejected')
  if (out.removed !== undefined && out.removed !== filtered) broken.push('out.removed = filtered')
  return broken
}

/** Checks the law of rows for all nodes, and both ends of every connection against each other. */
export function checkLaws(
  counts: Readonly<Record<string, NodeCounts>>,
  connections: readonly ConnectionTerms[],
  facts: LiveFacts,
): readonly Problem[] {
  const problem = (nodeId: string, params: Problem['params']): Problem => ({
    severity: 'error',
    code: 'law-of-rows-broken',
    nodeId,
    params,
  })
  const problems = Object.entries(counts).flatMap(([node, own]) =>
    brokenLaws(own).map((law) => problem(node, { law, counts: JSON.stringify(own) })),
  )
  for (const { from, to, out, in: read } of connections) {
    const left = out.reduce((sum, fact) => sum + facts.final(fact), 0)
    const arrived = read.reduce((sum, fact) => sum + facts.final(fact), 0)
    if (left !== arrived)
      problems.push(problem(to.node, { law: 'rows out = rows in', counts: `${from.node}.${from.port} ${left} > ${to.port} ${arrived}` }))
  }
  return problems
}
