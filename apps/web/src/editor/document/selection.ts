import { edgeKey, type Flow } from '@sluice/flow'

/** What is selected: ids of nodes and notes, keys of connections. */
export interface Selection {
  readonly nodes: ReadonlySet<string>
  readonly edges: ReadonlySet<string>
  readonly notes: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set()

export const NOTHING: Selection = { nodes: NONE, edges: NONE, notes: NONE }

export const selectNodes = (ids: Iterable<string>): Selection => ({ ...NOTHING, nodes: new Set(ids) })

export const isEmpty = (selection: Selection): boolean => selection.nodes.size + selection.edges.size + selection.notes.size === 0

/** The one node that is selected, when it is exactly one. */
export function onlyNode(selection: Selection): string | undefined {
  const [id] = selection.nodes
  return selection.nodes.size === 1 ? id : undefined
}

/** The selection without what is no longer in the flow (after an undo, say). */
export function keepKnown(selection: Selection, flow: Flow): Selection {
  const keep = (ids: ReadonlySet<string>, known: readonly string[]): ReadonlySet<string> => {
    const there = new Set(known)
    return [...ids].every((id) => there.has(id)) ? ids : new Set([...ids].filter((id) => there.has(id)))
  }
  const nodes = keep(selection.nodes, flow.nodes.map((node) => node.id)) // prettier-ignore
  const edges = selection.edges.size === 0 ? selection.edges : keep(selection.edges, flow.edges.map(edgeKey))
  const notes = selection.notes.size === 0 ? selection.notes : keep(selection.notes, flow.notes.map((note) => note.id)) // prettier-ignore
  return nodes === selection.nodes && edges === selection.edges && notes === selection.notes ? selection : { nodes, edges, notes }
}
