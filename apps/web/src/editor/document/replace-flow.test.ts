import { applyEdits } from '@sluice/flow'
import { expect, test } from 'vitest'
import { replaceFlow } from './replace-flow.ts'
import { testFlow } from './test-flow.ts'

test('a flow becomes another one exactly, and undo brings it back', () => {
  const from = { ...testFlow({ a: 'source.csv', b: 'clean.trim', s: 'sink.csv' }, ['a.rows>b.rows', 'b.rows>s.rows']), zone: 'UTC' }
  const to = {
    ...testFlow({ s: 'sink.csv', a: 'source.json' }, ['a.rows>s.rows']),
    name: 'Other',
    parameters: [{ name: 'p', type: 'text' as const }],
  }
  const { flow, inverse } = applyEdits(from, replaceFlow(from, to))
  expect(flow).toEqual(to)
  expect(applyEdits(flow, inverse).flow).toEqual(from)
})
