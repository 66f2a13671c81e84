import { emptyFlow, type Edit, type Flow } from '@sluice/flow'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { change, mark, openDocument, redo, undo, type Document } from './history.ts'

const id = fc.constantFrom('a', 'b', 'c', 'd')
const position = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) })
const node = fc.record({
  id,
  type: fc.constantFrom('source.csv', 'clean.trim'),
  label: fc.string({ maxLength: 5 }),
  config: fc.constant({}),
  position,
  disabled: fc.boolean(),
})
const edge = fc.record({ from: fc.record({ node: id, port: fc.constant('rows') }), to: fc.record({ node: id, port: fc.constant('rows') }) })
const edit: fc.Arbitrary<Edit> = fc.oneof(
  node.map((n): Edit => ({ type: 'put-node', node: n })),
  id.map((n): Edit => ({ type: 'remove-node', id: n })),
  edge.map((e): Edit => ({ type: 'put-edge', edge: e })),
  fc.tuple(id, id).map(([a, b]): Edit => ({ type: 'remove-edge', key: `${a}.rows>${b}.rows` })),
  fc.record({ id, text: fc.string(), position }).map((note): Edit => ({ type: 'put-note', note })),
  id.map((n): Edit => ({ type: 'remove-note', id: n })),
  fc.string({ minLength: 1 }).map((name): Edit => ({ type: 'set-name', name })),
)
const steps = fc.array(fc.record({ edits: fc.array(edit, { maxLength: 4 }), gesture: fc.option(fc.constantFrom('drag', 'type')) }), {
  maxLength: 20,
})

const repeat = (document: Document, times: number, step: (document: Document) => Document): Document =>
  Array.from({ length: times }).reduce<Document>((at) => step(at), document)
const play = (flow: Flow, list: readonly { readonly edits: readonly Edit[]; readonly gesture: string | null }[]): Document =>
  list.reduce((document, { edits, gesture }) => change(document, edits, gesture), openDocument(flow))

describe('history', () => {
  it('gives the flow back exactly when every step is undone, and the end when all are done again', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const start = emptyFlow('Test')
        const end = play(start, list)
        const count = end.history.undo.length
        const back = repeat(end, count, undo)
        expect(back.flow).toEqual(start)
        expect(back.history.undo).toEqual([])
        const again = repeat(back, count, redo)
        expect(again.flow).toEqual(end.flow)
      }),
    )
  })

  it('joins the changes of one gesture into one step until it is marked', () => {
    const typed = play(emptyFlow('A'), ['B', 'C', 'D'].map((name) => ({ edits: [{ type: 'set-name', name }], gesture: 'name' }))) // prettier-ignore
    expect(typed.history.undo).toHaveLength(1)
    expect(undo(typed).flow.name).toBe('A')
    const more = change(mark(typed), [{ type: 'set-name', name: 'E' }], 'name')
    expect(more.history.undo).toHaveLength(2)
    expect(undo(more).flow.name).toBe('D')
  })

  it('forgets what could be done again once something else is changed', () => {
    const back = undo(play(emptyFlow('A'), [{ edits: [{ type: 'set-name', name: 'B' }], gesture: null }]))
    expect(back.history.redo).toHaveLength(1)
    expect(change(back, [{ type: 'set-name', name: 'C' }]).history.redo).toEqual([])
  })
})
