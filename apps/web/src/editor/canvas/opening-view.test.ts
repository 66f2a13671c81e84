import { emptyFlow, type Flow } from '@sluice/flow'
import { expect, test } from 'vitest'
import { openingNodes } from './opening-view.ts'

const row = (columns: number): Flow => ({
  ...emptyFlow('Row'),
  nodes: Array.from({ length: columns }, (_none, n) => ({
    id: `n${n}`,
    type: 'clean.trim',
    label: '',
    disabled: false,
    config: {},
    position: { x: 100 + n * 300, y: 40 },
  })),
})

test('a small flow is shown whole, a large one where it begins', () => {
  expect(openingNodes(row(0))).toBeUndefined()
  expect(openingNodes(row(6))).toBeUndefined()
  expect(openingNodes(row(12))?.map(({ id }) => id)).toEqual(['n0', 'n1', 'n2', 'n3'])
})
