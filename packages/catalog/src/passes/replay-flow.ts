import { downstreamOf, upstreamOf, type Flow, type FlowEdge, type FlowNode } from '@sluice/flow'
import { formatType } from '@sluice/plan'
import { findDefinition } from '../registry.ts'
import { planFlow, type PlanOptions, type PortColumns } from './plan-flow.ts'

/** A row that is to be taken in again, its values as text. */
export type ReplayRow = Readonly<Record<string, string | null>>

/** Why rows can't be taken in again: code and facts of a problem. */
export interface ReplayRefusal {
  readonly code: 'replay-node-gone' | 'replay-columns-gone'
  readonly params: Readonly<Record<string, string>>
}

const ORIGIN = 'replayed-rows'

/**
 * The part of a flow that is needed to take rows in again at a node: a typed-in table with just these rows in place of what
 * fed it, everything that follows, and what else that needs (the other side of a join, not the other inputs of a union).
 * Rows that a source rejected take the place of the source.
 */
export function replayFlow(flow: Flow, nodeId: string, rows: readonly ReplayRow[], options: PlanOptions): Flow | ReplayRefusal {
  const node = flow.nodes.find((candidate) => candidate.id === nodeId)
  const definition = node === undefined ? undefined : findDefinition(node.type)
  if (node === undefined || definition === undefined) return { code: 'replay-node-gone', params: { node: nodeId } }
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const { ports } = planFlow(flow, options)
  const columnsAt = (edge: FlowEdge['from']): PortColumns['columns'] | undefined =>
    ports.find((port) => port.node === edge.node && port.port === edge.port)?.columns
  const holdsAll = (columns: PortColumns['columns'] | undefined): boolean =>
    columns !== undefined && names.every((name) => columns.some((column) => column.name === name))

  if (definition.inputs.length === 0) {
    const columns = columnsAt({ node: nodeId, port: 'rows' })
    if (columns === undefined || !holdsAll(columns))
      return { code: 'replay-columns-gone', params: { node: nodeId, columns: names.join(', ') } }
    return cutDown(flow, nodeId, flow.edges, [tableOf(nodeId, node, columns, rows)])
  }
  const edge = flow.edges.find((candidate) => candidate.to.node === nodeId && holdsAll(columnsAt(candidate.from)))
  const columns = edge === undefined ? undefined : columnsAt(edge.from)
  if (edge === undefined || columns === undefined)
    return { code: 'replay-columns-gone', params: { node: nodeId, columns: names.join(', ') } }
  const origin = freeId(flow)
  const edges = flow.edges.map((candidate) => (candidate === edge ? { from: { node: origin, port: 'rows' }, to: edge.to } : candidate))
  return cutDown(flow, nodeId, edges, [tableOf(origin, node, columns, rows), node])
}

/** How many rows a flow of `replayFlow` takes in: they are its first node. */
export function replayedRows({ nodes: [table] }: Flow): number {
  const data = table?.config['data']
  const rows = typeof data === 'object' && data !== null && 'rows' in data ? data.rows : undefined
  return Array.isArray(rows) ? rows.length : 0
}

/** The rows as a table with the types that the node is used to. */
function tableOf(id: string, { label, position }: FlowNode, columns: PortColumns['columns'], rows: readonly ReplayRow[]): FlowNode {
  return {
    id,
    type: 'source.table',
    label,
    config: {
      data: { columns: columns.map(({ name }) => name), rows: rows.map((row) => columns.map(({ name }) => row[name] ?? null)) },
      emptyIsMissing: false,
      types: columns.map(({ name, type }) => ({ column: name, type: formatType(type) })),
    },
    position: { x: position.x - 320, y: position.y },
    disabled: false,
  }
}

/** Keeps what the rows reach and what that needs; other inputs of a node that takes many of a kind would bring rows in twice. */
function cutDown(flow: Flow, from: string, edges: readonly FlowEdge[], replaced: readonly FlowNode[]): Flow {
  const types = new Map(flow.nodes.map(({ id, type }) => [id, type]))
  const reached = downstreamOf(edges, from)
  const isUnion = (id: string): boolean => types.get(id) === 'combine.union'
  const wanted = edges.filter(({ from: begin, to }) => !(isUnion(to.node) && reached.has(to.node) && !reached.has(begin.node)))
  const kept = new Set([...reached].flatMap((id) => [...upstreamOf(wanted, id)]))
  const others = flow.nodes.filter(({ id }) => kept.has(id) && !replaced.some((node) => node.id === id))
  return {
    ...flow,
    nodes: [...replaced, ...others],
    edges: wanted.filter((edge) => kept.has(edge.from.node) && kept.has(edge.to.node)),
    notes: [],
  }
}

function freeId(flow: Flow): string {
  const taken = new Set(flow.nodes.map(({ id }) => id))
  let id = ORIGIN
  for (let number = 2; taken.has(id); number++) id = `${ORIGIN}-${number}`
  return id
}
