import type { Flow, Problem } from '@sluice/flow'
import { findDefinition } from '../registry.ts'
import type { Graph } from './graph.ts'

/** What a person should know about the flow as a whole although it can run. */
export function flowWarnings(flow: Flow, graph: Graph): readonly Problem[] {
  const warnings: Problem[] = []
  let sinks = 0
  for (const node of flow.nodes) {
    const definition = findDefinition(node.type)
    if (definition === undefined || node.disabled) continue
    if (definition.group === 'sink') sinks++
    if (definition.outputs.length > 0 && (graph.outgoing.get(node.id)?.length ?? 0) === 0)
      warnings.push({ severity: 'warning', code: 'output-not-connected', nodeId: node.id })
  }
  if (sinks === 0 && flow.nodes.length > 0) warnings.push({ severity: 'warning', code: 'no-sink' })
  return warnings
}
