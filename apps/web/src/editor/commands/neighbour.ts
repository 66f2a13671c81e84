import type { Flow, FlowNode } from '@sluice/flow'

export type Direction = 'left' | 'right' | 'up' | 'down'

const before: Readonly<Record<Direction, (a: FlowNode, b: FlowNode) => number>> = {
  left: (a, b) => b.position.x - a.position.x,
  right: (a, b) => a.position.x - b.position.x,
  up: (a, b) => b.position.y - a.position.y,
  down: (a, b) => a.position.y - b.position.y,
}

/** The way across a direction counts double, so that the nearest node straight ahead wins. */
const distance = (a: FlowNode, b: FlowNode, direction: Direction): number => {
  const [dx, dy] = [Math.abs(a.position.x - b.position.x), Math.abs(a.position.y - b.position.y)]
  return direction === 'left' || direction === 'right' ? dx + 2 * dy : dy + 2 * dx
}

/** The node to go to with the keyboard: along a connection to the left or right first, else the nearest in that direction. */
export function neighbour(flow: Flow, from: string | undefined, direction: Direction): string | undefined {
  const start = flow.nodes.find((node) => node.id === from)
  if (start === undefined) return flow.nodes[0]?.id
  const linked = flow.edges.flatMap((edge) => {
    if (direction === 'left' && edge.to.node === from) return [edge.from.node]
    return direction === 'right' && edge.from.node === from ? [edge.to.node] : []
  })
  const ahead = flow.nodes.filter((node) => node.id !== from && (linked.includes(node.id) || before[direction](node, start) > 0))
  const pool = linked.length > 0 ? ahead.filter((node) => linked.includes(node.id)) : ahead
  return pool.toSorted((a, b) => distance(start, a, direction) - distance(start, b, direction))[0]?.id
}
