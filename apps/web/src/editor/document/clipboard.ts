import { flowSchema, type Edit, type Flow, type FlowEdge, type FlowNode, type FlowNote } from '@sluice/flow'
import type { Point } from './add.ts'
import { newId } from './new-id.ts'

/** What is copied: a part of a flow as JSON text, so that it goes across flows, tabs and chats. */
export interface Fragment {
  readonly nodes: readonly FlowNode[]
  readonly edges: readonly FlowEdge[]
  readonly notes: readonly FlowNote[]
}

/** The selected nodes and notes with the connections among them. */
export function copyFragment(flow: Flow, nodes: ReadonlySet<string>, notes: ReadonlySet<string>): Fragment {
  return {
    nodes: flow.nodes.filter((node) => nodes.has(node.id)),
    edges: flow.edges.filter((edge) => nodes.has(edge.from.node) && nodes.has(edge.to.node)),
    notes: flow.notes.filter((note) => notes.has(note.id)),
  }
}

export const fragmentText = (fragment: Fragment): string => JSON.stringify({ sluiceFragment: 1, ...fragment }, null, 2)

const record = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads copied text: a fragment, or a whole flow document. Undefined when it is neither. */
export function readFragment(text: string): Fragment | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!record(value) || (value['sluiceFragment'] !== 1 && value['sluice'] !== 1)) return undefined
  const read = flowSchema.safeParse({ sluice: 1, name: 'fragment', nodes: value['nodes'], edges: value['edges'], notes: value['notes'] })
  return read.success ? read.data : undefined
}

/** The edits that add a fragment under new ids, its upper left corner at `at` (or a little beside where it was). */
export function pasteEdits(
  flow: Flow,
  fragment: Fragment,
  at?: Point,
): { readonly edits: readonly Edit[]; readonly nodes: readonly string[] } {
  const taken = new Set([...flow.nodes.map((node) => node.id), ...flow.notes.map((note) => note.id)])
  const ids = new Map<string, string>()
  const rename = (id: string): string => {
    const fresh = newId(id.replace(/-\d+$/, ''), taken)
    taken.add(fresh)
    return fresh
  }
  const places = [...fragment.nodes, ...fragment.notes].map((item) => item.position)
  const corner = { x: Math.min(...places.map((place) => place.x)), y: Math.min(...places.map((place) => place.y)) }
  const shift = at === undefined ? { x: 40, y: 40 } : { x: Math.round(at.x - corner.x), y: Math.round(at.y - corner.y) }
  const moved = (place: Point): { x: number; y: number } => ({ x: place.x + shift.x, y: place.y + shift.y })
  const edits: Edit[] = []
  for (const node of fragment.nodes) {
    const id = rename(node.id)
    ids.set(node.id, id)
    edits.push({ type: 'put-node', node: { ...node, id, position: moved(node.position) } })
  }
  for (const { from, to } of fragment.edges) {
    const [source, target] = [ids.get(from.node), ids.get(to.node)]
    if (source !== undefined && target !== undefined)
      edits.push({ type: 'put-edge', edge: { from: { ...from, node: source }, to: { ...to, node: target } } })
  }
  for (const note of fragment.notes)
    edits.push({ type: 'put-note', note: { ...note, id: rename(note.id), position: moved(note.position) } })
  return { edits, nodes: [...ids.values()] }
}
