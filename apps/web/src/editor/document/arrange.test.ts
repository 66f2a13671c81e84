import { applyEdits, type Flow } from '@sluice/flow'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { alignEdits, distributeEdits, type Side, type SizeOf } from './arrange.ts'
import { testFlow } from './test-flow.ts'

const drawn = testFlow({ a: 'source.csv', b: 'clean.trim', c: 'clean.trim', d: 'sink.csv' })
const at = (places: readonly (readonly [number, number])[]): Flow => ({
  ...drawn,
  nodes: drawn.nodes.map((node, i) => ({ ...node, position: { x: places[i]?.[0] ?? 0, y: places[i]?.[1] ?? 0 } })),
})
const SIZES: Readonly<Record<string, { width: number; height: number }>> = {
  a: { width: 220, height: 88 },
  b: { width: 220, height: 188 },
  c: { width: 120, height: 40 },
}
const sizeOf: SizeOf = (id) => SIZES[id]
const chosen = new Set(['a', 'b', 'c'])
const after = (flow: Flow, edits: Parameters<typeof applyEdits>[1]): (readonly [number, number])[] =>
  applyEdits(flow, edits).flow.nodes.map(({ position: { x, y } }) => [x, y] as const)

test('cards come to the edge or the middle of what is chosen; others stay', () => {
  const flow = at([[0, 0], [100, 50], [300, 10], [900, 900]]) // prettier-ignore
  const to = (side: Side) => after(flow, alignEdits(flow, chosen, side, sizeOf))
  expect(to('left')).toEqual([[0, 0], [0, 50], [0, 10], [900, 900]]) // prettier-ignore
  expect(to('right')).toEqual([[200, 0], [200, 50], [300, 10], [900, 900]]) // prettier-ignore
  expect(to('center')).toEqual([[100, 0], [100, 50], [150, 10], [900, 900]]) // prettier-ignore
  expect(to('top')).toEqual([[0, 0], [100, 0], [300, 0], [900, 900]]) // prettier-ignore
  expect(to('bottom')).toEqual([[0, 150], [100, 50], [300, 198], [900, 900]]) // prettier-ignore
  expect(to('middle')).toEqual([[0, 75], [100, 25], [300, 99], [900, 900]]) // prettier-ignore
})

test('between neighbours there is the same room, and the outermost stay', () => {
  const flow = at([[0, 0], [230, 5], [1000, 7], [0, 0]]) // prettier-ignore
  expect(after(flow, distributeEdits(flow, chosen, 'x', sizeOf))).toEqual([[0, 0], [500, 5], [1000, 7], [0, 0]]) // prettier-ignore
})

test('one card has nothing to align to, two have nothing between them', () => {
  const flow = at([[0, 0], [10, 10], [20, 20], [30, 30]]) // prettier-ignore
  expect(alignEdits(flow, new Set(['a']), 'left', sizeOf)).toEqual([])
  expect(distributeEdits(flow, new Set(['a', 'b']), 'x', sizeOf)).toEqual([])
})

test('whatever is chosen: doing it again changes nothing, undo brings it back, the other axis stays', () => {
  const place = fc.tuple(fc.integer({ min: -2000, max: 2000 }), fc.integer({ min: -2000, max: 2000 }))
  fc.assert(
    fc.property(fc.tuple(place, place, place, place), fc.constantFrom<Side>('left', 'right', 'top', 'bottom'), (places, side) => {
      const flow = at(places)
      const { flow: now, inverse } = applyEdits(flow, alignEdits(flow, chosen, side, sizeOf))
      expect(alignEdits(now, chosen, side, sizeOf)).toEqual([])
      expect(JSON.stringify(applyEdits(now, inverse).flow)).toBe(JSON.stringify(flow))
      const other = side === 'left' || side === 'right' ? 'y' : 'x'
      expect(now.nodes.map(({ position }) => position[other])).toEqual(flow.nodes.map(({ position }) => position[other]))
    }),
  )
})
