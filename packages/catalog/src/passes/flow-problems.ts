import type { Flow, FlowNode, Graph, Problem } from '@sluice/flow'
import type { Plan } from '@sluice/plan'
import { findDefinition } from '../registry.ts'

/** What is to be said about the flow as a whole: outputs that lead nowhere, nothing written, two sinks on one file. */
export function flowProblems(flow: Flow, graph: Graph, plan: Plan): readonly Problem[] {
  const problems: Problem[] = []
  let sinks = 0
  for (const node of flow.nodes) {
    const definition = findDefinition(node.type)
    if (definition === undefined || node.disabled) continue
    if (definition.group === 'sink') sinks++
    // A sink may leave what it rejects to the inbox.
    if (definition.outputs.some(({ role }) => role === 'rows') && (graph.outgoing.get(node.id)?.length ?? 0) === 0)
      problems.push({ severity: 'warning', code: 'output-not-connected', nodeId: node.id })
  }
  if (sinks === 0 && flow.nodes.length > 0) problems.push({ severity: 'warning', code: 'no-sink' })
  return [...problems, ...samePaths(flow, plan)]
}

/** Two sinks that write one file would overwrite each other. File systems that fold case count, too. */
function samePaths(flow: Flow, plan: Plan): readonly Problem[] {
  const nodes = new Map<string, FlowNode>(flow.nodes.map((node) => [node.id, node]))
  const writers = new Map<string, string>()
  return plan.relations.flatMap((relation): readonly Problem[] => {
    const path = relation.op === 'write' ? relation.config['path'] : undefined
    if (typeof path !== 'string' || path === '') return []
    const key = path.normalize('NFC').toLowerCase()
    const first = nodes.get(writers.get(key) ?? '')
    writers.set(key, relation.node)
    if (first === undefined) return []
    const params = { path, node: first.label === '' ? first.id : first.label }
    return [{ severity: 'error', code: 'same-output-path', nodeId: relation.node, path: ['path'], params }]
  })
}
