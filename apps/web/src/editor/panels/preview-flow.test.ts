import { emptyFlow, type Flow } from '@sluice/flow'
import { expect, test } from 'vitest'
import { fileVersions, previewFlow } from './preview-flow.ts'

const node = (id: string, type: string, config: Flow['nodes'][number]['config']): Flow['nodes'][number] => ({
  id, type, label: id, config, position: { x: 5, y: 7 }, disabled: false,
}) // prettier-ignore

const flow: Flow = {
  ...emptyFlow('People'),
  nodes: [node('in', 'source.csv', { path: 'in.csv' }), node('trim', 'clean.trim', {}), node('other', 'source.csv', { path: 'other.csv' })],
  edges: [{ from: { node: 'in', port: 'rows' }, to: { node: 'trim', port: 'rows' } }],
}

const file = (path: string, bytes: number) => ({ path, bytes, modifiedAt: '2026-01-01T00:00:00Z' })

test('only what is upstream decides, not names and places', () => {
  const part = previewFlow(flow, 'trim')
  expect(part.nodes.map(({ id }) => id)).toEqual(['in', 'trim'])
  const moved = { ...flow, name: 'Folks', nodes: flow.nodes.map((one) => ({ ...one, position: { x: 0, y: 99 } })) }
  expect(previewFlow(moved, 'trim')).toEqual(part)
})

test('a file that is replaced under its name is another file; others do not matter', () => {
  const part = previewFlow(flow, 'trim')
  const before = fileVersions(part, [file('in.csv', 10), file('other.csv', 3)])
  expect(fileVersions(part, [file('in.csv', 10), file('other.csv', 4)])).toEqual(before)
  expect(fileVersions(part, [file('in.csv', 11), file('other.csv', 3)])).not.toEqual(before)
  expect(fileVersions(undefined, [file('in.csv', 10)])).toEqual([])
})
