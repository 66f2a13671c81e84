import { applyEdits, type Edit, type Flow } from '@sluice/flow'
import { expect, test } from 'vitest'
import { changedSince } from './changed-since.ts'
import { testFlow } from './test-flow.ts'

const flow = testFlow({ a: 'source.csv', b: 'clean.trim', c: 'clean.trim', s: 'sink.csv' }, [
  'a.rows>b.rows',
  'b.rows>s.rows',
  'a.rows>c.rows',
])
const after = (...edits: Edit[]): string[] => [...changedSince(applyEdits(flow, edits).flow, flow)]

test('a changed node and all after it are stale, what is beside it is not', () => {
  expect(after({ type: 'set-config', id: 'b', config: { mode: 'collapse' } })).toEqual(['b', 's'])
  expect(after({ type: 'set-disabled', id: 'c', disabled: true })).toEqual(['c'])
  expect(after({ type: 'remove-edge', key: 'b.rows>s.rows' })).toEqual(['s'])
  expect(after({ type: 'set-zone', zone: 'Asia/Shanghai' }).sort()).toEqual(['a', 'b', 'c', 's'])
})

test('names, places and notes change no rows', () => {
  const moved: Edit = { type: 'move-node', id: 'a', position: { x: 9, y: 9 } }
  const note: Edit = { type: 'put-note', note: { id: 'n', text: 'x', position: { x: 0, y: 0 } } }
  expect(after({ type: 'set-label', id: 'a', label: 'New' }, moved, note, { type: 'set-name', name: 'New' })).toEqual([])
})

test('a flow as it came back from the server is the same, whatever order its keys have', () => {
  const configured = applyEdits(flow, [
    { type: 'set-config', id: 'b', config: { mode: 'collapse', columns: [{ name: 'x', type: 'text' }] } },
  ]).flow
  const stored: Flow = { ...configured, nodes: configured.nodes.map((node) => (node.id === 'b' ? { ...node, config: { columns: [{ type: 'text', name: 'x' }], mode: 'collapse' } } : { ...node })) } // prettier-ignore
  expect([...changedSince(configured, stored)]).toEqual([])
})
