import { flowSchema, type Flow, type FlowEdge, type FlowNode } from '@sluice/flow'

/** A node at no particular place. */
export const node = (id: string, type: string, config: FlowNode['config'] = {}): FlowNode => ({
  id,
  type,
  label: '',
  config,
  position: { x: 0, y: 0 },
  disabled: false,
})

/** `a.rejected` to `b.in`; the port is `rows` when none is named. */
export function edge(from: string, to: string, index?: number): FlowEdge {
  const [fromNode = '', fromPort = 'rows'] = from.split('.')
  const [toNode = '', toPort = 'rows'] = to.split('.')
  return { from: { node: fromNode, port: fromPort }, to: { node: toNode, port: toPort, ...(index === undefined ? {} : { index }) } }
}

export const flowOf = (name: string, nodes: readonly FlowNode[], edges: readonly FlowEdge[]): Flow =>
  flowSchema.parse({ sluice: 1, name, nodes, edges })

/** The columns of a source, all text. */
export const textColumns = (names: readonly string[]): { source: string; name: string; type: string }[] =>
  names.map((source) => ({ source, name: source.replace(/^@/, ''), type: 'text' }))
