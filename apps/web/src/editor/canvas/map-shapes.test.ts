import { expect, test } from 'vitest'
import { testFlow } from '../document/test-flow.ts'
import { boundsOf, mapShapes } from './map-shapes.ts'

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

test('the map reaches around everything, and an empty flow has no bounds', () => {
  expect(boundsOf(placed)).toMatchObject({ x: -50, y: -40, width: 870, height: 260 })
  expect(boundsOf({ ...placed, nodes: [], notes: [] })).toBeUndefined()
})
