import { findDefinition } from '@sluice/catalog'
import { edgeKey, type Flow, type FlowEdge, type FlowNode, type FlowNote, type Problem, type Severity } from '@sluice/flow'
import { portsOf } from '../document/kinds.ts'
import { applyOrders } from './apply-orders.ts'
import type { CanvasNode, CardNode, NodeRun, NoteNode, RunMarks, Wire } from './card-data.ts'

/** The worst problem of each node. */
export function worstByNode(problems: readonly Problem[]): ReadonlyMap<string, Severity> {
  const worst = new Map<string, Severity>()
  for (const { nodeId, severity } of problems) if (nodeId !== undefined && worst.get(nodeId) !== 'error') worst.set(nodeId, severity)
  return worst
}

const NONE: ReadonlySet<string> = new Set()

type Before = ReadonlyMap<string, CanvasNode>

interface Marks {
  readonly run: NodeRun | undefined
  readonly problem: Severity | undefined
  readonly stale: boolean
  readonly order: number | undefined
  readonly name: string
}

function cardNode(flow: Flow, node: FlowNode, { run, problem, stale, order, name }: Marks, was: CanvasNode | undefined): CardNode {
  const before = was?.type === 'card' ? was : undefined
  const untouched = before?.data.node === node
  const { data } = before ?? {}
  const same = data?.run === run && data?.problem === problem && data?.stale === stale && data.order === order
  if (before !== undefined && untouched && same && before.ariaLabel === name) return before
  const definition = findDefinition(node.type)
  const ports =
    before !== undefined && definition !== undefined && before.data.node.type === node.type ? before.data.ports : portsOf(node, flow.edges)
  // A node that is being dragged is where the pointer holds it until the move is an edit.
  const position = untouched ? before.position : node.position
  return { ...before, id: node.id, type: 'card', position, ariaLabel: name, data: { node, definition, ports, run, problem, stale, order } }
}

/** The size of a note whose edges nobody has moved. */
export const NOTE = { width: 220, height: 120 } as const

function noteNode(note: FlowNote, was: CanvasNode | undefined): NoteNode {
  const before = was?.type === 'note' ? was : undefined
  if (before?.data.note === note) return before
  const { width, height } = note.size ?? NOTE
  return { ...before, id: note.id, type: 'note', position: note.position, width, height, zIndex: -1, data: { note } }
}

/** What the canvas says about the nodes of a flow. */
export interface CanvasMarks {
  readonly problems: ReadonlyMap<string, Severity>
  readonly run: RunMarks | undefined
  /** Nodes whose results in the run are not what they would give now. */
  readonly stale?: ReadonlySet<string>
  /** The node as a screen reader names it. */
  readonly name: (node: FlowNode) => string
}

/** The elements that the canvas draws for a flow; whatever has not changed stays the same object, so that it isn't drawn again. */
export function canvasNodes(flow: Flow, { problems, run, stale = NONE, name }: CanvasMarks, before: CanvasNode[]): CanvasNode[] {
  const known: Before = new Map(before.map((node) => [node.id, node]))
  const orders = applyOrders(flow)
  return sameList(before, [
    ...flow.notes.map((note) => noteNode(note, known.get(note.id))),
    ...flow.nodes.map((node) =>
      cardNode(
        flow,
        node,
        {
          run: runOf(run, node.id),
          problem: problems.get(node.id),
          stale: stale.has(node.id) && run?.nodes[node.id] !== undefined,
          order: orders.get(node.id),
          name: name(node),
        },
        known.get(node.id),
      ),
    ),
  ])
}

/** The list of before when nothing in it has changed. */
const sameList = <T>(before: T[], now: T[]): T[] =>
  before.length === now.length && now.every((item, index) => item === before[index]) ? before : now

const isOn = (run: RunMarks | undefined): boolean =>
  run?.status === 'running' || run?.status === 'queued' || run?.status === 'awaiting-approval'

/** What a node did in the run. In a run that was stopped, nothing waits or works any more. */
function runOf(run: RunMarks | undefined, id: string): NodeRun | undefined {
  const node = run?.nodes[id]
  return !isOn(run) && (node?.status === 'waiting' || node?.status === 'running') ? undefined : node
}

function wire(
  edge: FlowEdge,
  types: ReadonlyMap<string, string>,
  run: RunMarks | undefined,
  selected: boolean,
  was: Wire | undefined,
): Wire {
  const from = run?.nodes[edge.from.node]
  const to = run?.nodes[edge.to.node]
  const rows = from?.counts?.out[edge.from.port]
  const moving = isOn(run) && (from?.status === 'running' || to?.status === 'running')
  if (
    was?.data !== undefined &&
    was.data.rows === rows &&
    was.data.moving === moving &&
    was.selected === selected &&
    edgeKey(was.data.edge) === edgeKey(edge)
  )
    return was
  const role = findDefinition(types.get(edge.from.node) ?? '')?.outputs.find((port) => port.name === edge.from.port)?.role ?? 'rows'
  return {
    id: edgeKey(edge),
    type: 'wire',
    source: edge.from.node,
    sourceHandle: edge.from.port,
    target: edge.to.node,
    targetHandle: edge.to.port,
    selected,
    data: { edge, role, rows, moving },
  }
}

/** The connections that the canvas draws, with the rows that went over them in the run. */
export function canvasEdges(flow: Flow, run: RunMarks | undefined, selected: ReadonlySet<string> = NONE, before: Wire[] = []): Wire[] {
  const known = new Map(before.map((edge) => [edge.id, edge]))
  const types = new Map(flow.nodes.map((node) => [node.id, node.type]))
  const drawn = flow.edges.filter((edge) => types.has(edge.from.node) && types.has(edge.to.node))
  return sameList(
    before,
    drawn.map((edge) => wire(edge, types, run, selected.has(edgeKey(edge)), known.get(edgeKey(edge)))),
  )
}
