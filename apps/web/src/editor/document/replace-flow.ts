import { edgeKey, type Edit, type Flow } from '@sluice/flow'

/** The edits that make one version of a flow into another, as one step that undo takes back. */
export function replaceFlow(from: Flow, to: Flow): readonly Edit[] {
  const edits: Edit[] = [
    ...from.edges.map((edge): Edit => ({ type: 'remove-edge', key: edgeKey(edge) })),
    ...from.nodes.map(({ id }): Edit => ({ type: 'remove-node', id })),
    ...from.notes.map(({ id }): Edit => ({ type: 'remove-note', id })),
    ...to.nodes.map((node): Edit => ({ type: 'put-node', node })),
    ...to.edges.map((edge): Edit => ({ type: 'put-edge', edge })),
    ...to.notes.map((note): Edit => ({ type: 'put-note', note })),
    { type: 'set-parameters', parameters: to.parameters },
    { type: 'set-name', name: to.name },
    { type: 'set-zone', zone: to.zone },
  ]
  return [{ type: 'batch', edits }]
}
