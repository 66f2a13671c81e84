import type { Edit, Flow } from '@sluice/flow'
import type { ElkNode } from 'elkjs/lib/elk-api'
import { CARD, COLUMN_GAP } from '../document/add.ts'
import { portTop } from './port-places.ts'
import { portsOf } from '../document/kinds.ts'

interface Size {
  readonly width: number
  readonly height: number
}

/** The graph that elk lays out: layers from left to right, ports in their order. */
export function elkGraph(flow: Flow, ids: ReadonlySet<string>, sizes: ReadonlyMap<string, Size>): ElkNode {
  const nodes = flow.nodes.filter((node) => ids.has(node.id))
  const edges = flow.edges.filter((edge) => ids.has(edge.from.node) && ids.has(edge.to.node))
  return {
    id: 'flow',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.layered.spacing.nodeNodeBetweenLayers': String(COLUMN_GAP + 8),
      'elk.spacing.nodeNode': '40',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
    },
    children: nodes.map((node) => {
      const { inputs, outputs } = portsOf(node, flow.edges)
      const size = sizes.get(node.id) ?? CARD
      const port = (name: string, side: 'WEST' | 'EAST', index: number) => ({
        id: `${node.id} ${side} ${name}`,
        x: side === 'WEST' ? 0 : size.width,
        y: portTop(index),
        layoutOptions: { 'elk.port.side': side },
      })
      return {
        id: node.id,
        ...size,
        layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
        ports: [...inputs.map(({ name }, i) => port(name, 'WEST', i)), ...outputs.map(({ name }, i) => port(name, 'EAST', i))],
      }
    }),
    edges: edges.map((edge, index) => ({
      id: `e${index}`,
      sources: [`${edge.from.node} EAST ${edge.from.port}`],
      targets: [`${edge.to.node} WEST ${edge.to.port}`],
    })),
  }
}

/** The moves that a laid-out graph asks for; the upper left corner stays where it was. */
export function tidyEdits(flow: Flow, laidOut: ElkNode): readonly Edit[] {
  const places = new Map((laidOut.children ?? []).map((child) => [child.id, { x: child.x ?? 0, y: child.y ?? 0 }]))
  const moved = flow.nodes.filter((node) => places.has(node.id))
  const least = (of: (node: (typeof moved)[number]) => number): number => Math.min(...moved.map(of))
  const shift = {
    x: least((node) => node.position.x) - least((node) => places.get(node.id)?.x ?? 0),
    y: least((node) => node.position.y) - least((node) => places.get(node.id)?.y ?? 0),
  }
  return moved.map((node) => {
    const place = places.get(node.id) ?? node.position
    return { type: 'put-node', node: { ...node, position: { x: Math.round(place.x + shift.x), y: Math.round(place.y + shift.y) } } }
  })
}

/** Lays out nodes in a worker that is loaded when first needed. */
export async function layOut(graph: ElkNode): Promise<ElkNode> {
  const [{ default: Elk }, { default: ElkWorker }] = await Promise.all([
    import('elkjs/lib/elk-api'),
    import('elkjs/lib/elk-worker.min.js?worker'),
  ])
  const elk = new Elk({ workerFactory: () => new ElkWorker() })
  try {
    return await elk.layout(graph)
  } finally {
    elk.terminateWorker()
  }
}
