import { expect, test } from 'vitest'
import { testFlow } from '../document/test-flow.ts'
import { boundsOf, mapShapes, movedShapes } from './map-shapes.ts'

const flow = testFlow({ a: 'source.csv', b: 'clean.trim', c: 'clean.filter' }, [])
const placed = {
  ...flow,
  nodes: flow.nodes.map((node, index) => ({ ...node, position: { x: index * 300, y: -40 } })),
  notes: [{ id: 'n', text: '', position: { x: -50, y: 200 }, size: { width: 10, height: 20 } }],
}

test('the map has one shape for each group, without the nodes that are being dragged', () => {
  const groups = (without: readonly string[]) =>
    mapShapes(placed, new Set(without)).map(({ group, path }) => [group, path.split('z').length - 1])
  expect(groups([])).toEqual([['note', 1], ['source', 1], ['clean', 2]]) // prettier-ignore
  expect(groups(['b', 'n'])).toEqual([['source', 1], ['clean', 1]]) // prettier-ignore
})

test('what is being dragged is shown where it is held', () => {
  const places = [{ id: 'b', x: 7, y: 8 }, { id: 'n', x: 1, y: 2 }, { id: 'gone', x: 0, y: 0 }] // prettier-ignore
  const moved = movedShapes(placed, places)
  expect(moved.map(({ id, group }) => [id, group])).toEqual([['n', 'note'], ['b', 'clean']]) // prettier-ignore
  expect(moved[0]?.path).toBe('M1,2h10v20h-10z')
  expect(moved[1]?.path).toMatch(/^M7,8h220v/)
})

test('the map reaches around everything, and an empty flow has no bounds', () => {
  expect(boundsOf(placed)).toMatchObject({ x: -50, y: -40, width: 870, height: 260 })
  expect(boundsOf({ ...placed, nodes: [], notes: [] })).toBeUndefined()
})
