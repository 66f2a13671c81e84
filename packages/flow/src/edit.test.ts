import fc from 'fast-check'
import { expect, test } from 'vitest'
import { edgeKey, type Flow } from './document.ts'
import { applyEdit, applyEdits, type Edit } from './edit.ts'
import { flowArbitrary } from './flow.fixture.ts'

/** Random edits: some of what the flow has, some of what it has not. */
const edits = (flow: Flow, other: Flow, choices: readonly number[]): readonly Edit[] => {
  const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(list.length, 1)]
  return choices.flatMap((n): readonly Edit[] => {
    const [mine, theirs] = [pick(flow.nodes, n), pick(other.nodes, n)]
    const [edge, newEdge] = [pick(flow.edges, n), pick(other.edges, n)]
    const [note, newNote] = [pick(flow.notes, n), pick(other.notes, n)]
    const id = mine?.id ?? 'none'
    const kinds: readonly (Edit | undefined)[] = [
      theirs && { type: 'put-node', node: theirs, at: n % (flow.nodes.length + 1) },
      theirs && { type: 'put-node', node: { ...theirs, id } },
      { type: 'remove-node', id },
      { type: 'move-node', id, position: { x: n, y: -n } },
      theirs && { type: 'set-config', id, config: theirs.config },
      { type: 'set-label', id, label: `${n}` },
      { type: 'set-disabled', id, disabled: n % 2 === 0 },
      newEdge && { type: 'put-edge', edge: newEdge },
      { type: 'remove-edge', key: edge === undefined ? 'none' : edgeKey(edge) },
      newNote && { type: 'put-note', note: newNote },
      { type: 'remove-note', id: note?.id ?? 'none' },
      { type: 'set-name', name: `flow ${n}` },
      { type: 'set-zone', zone: n % 3 === 0 ? undefined : 'Europe/Paris' },
      { type: 'set-parameters', parameters: other.parameters },
      { type: 'set-reject-limit', limit: other.rejectLimit },
      {
        type: 'batch',
        edits: [
          { type: 'remove-node', id },
          { type: 'set-name', name: 'batch' },
        ],
      },
    ]
    const edit = kinds[n % kinds.length]
    return edit === undefined ? [] : [edit]
  })
}

test('an edit and then its inverse give the flow back, order included', () => {
  fc.assert(
    fc.property(flowArbitrary, flowArbitrary, fc.array(fc.nat(10_000), { minLength: 1, maxLength: 12 }), (flow, other, choices) => {
      const { flow: changed, inverse } = applyEdits(flow, edits(flow, other, choices))
      const undone = applyEdits(changed, inverse)
      expect(JSON.stringify(undone.flow)).toBe(JSON.stringify(flow))
      expect(JSON.stringify(applyEdits(undone.flow, undone.inverse).flow)).toBe(JSON.stringify(changed))
    }),
    { numRuns: 200 },
  )
})

test('an edit leaves the flow it was given alone', () => {
  fc.assert(
    fc.property(flowArbitrary, flowArbitrary, fc.nat(10_000), (flow, other, choice) => {
      const before = JSON.stringify(flow)
      for (const edit of edits(flow, other, [choice])) applyEdit(flow, edit)
      expect(JSON.stringify(flow)).toBe(before)
    }),
    { numRuns: 100 },
  )
})
