import { findDefinition, nodeDefinitions } from '@sluice/catalog'
import { applyEdits, type Flow } from '@sluice/flow'
import { expect, test } from 'vitest'
import { canReplace, replaceEdits } from './replace.ts'
import { testFlow } from './test-flow.ts'

const withConfig = (flow: Flow, id: string, config: Flow['nodes'][number]['config'], label = ''): Flow => ({
  ...flow,
  nodes: flow.nodes.map((node) => (node.id === id ? { ...node, config, label } : node)),
})
const wires = ({ edges }: Flow): string[] =>
  edges.map(({ from, to }) => `${from.node}.${from.port}>${to.node}.${to.port}${to.index === undefined ? '' : `.${to.index}`}`)
const kind = (type: string) => {
  const found = findDefinition(type)
  if (found === undefined) throw new Error(type)
  return found
}

test('a node of another kind stands where the old one was, with its name, wires and the settings that mean the same', () => {
  const drawn = testFlow({ a: 'source.csv', t: 'clean.trim', s: 'sink.csv' }, ['a.rows>t.rows', 't.rows>s.rows'])
  const flow = withConfig(drawn, 'a', { path: 'in/a.csv', delimiter: ';', header: true }, 'Customers')
  const { edits, lostWires, lostSettings } = replaceEdits(flow, 'a', 'source.json')
  const { flow: now, inverse } = applyEdits(flow, edits)
  expect(now.nodes[0]).toMatchObject({
    id: 'a',
    type: 'source.json',
    label: 'Customers',
    config: { path: 'in/a.csv' },
    position: flow.nodes[0]?.position,
  })
  expect(Object.keys(now.nodes[0]?.config ?? {})).toEqual(['path'])
  expect([wires(now), lostWires, lostSettings]).toEqual([wires(flow), 0, 2])
  expect(JSON.stringify(applyEdits(now, inverse).flow)).toBe(JSON.stringify(flow))
})

test('a value that the new kind does not take, and a file that would be written over, go', () => {
  const drawn = testFlow({ a: 'source.csv', s: 'sink.csv' }, ['a.rows>s.rows'])
  const source = applyEdits(
    withConfig(drawn, 'a', { path: 'in/a.csv' }),
    replaceEdits(withConfig(drawn, 'a', { path: 'in/a.csv' }), 'a', 'sink.json').edits,
  ).flow
  expect(source.nodes[0]).toMatchObject({ type: 'sink.json', config: {} })
  const wrong = withConfig(drawn, 's', { path: 7 })
  expect(applyEdits(wrong, replaceEdits(wrong, 's', 'sink.json').edits).flow.nodes[1]?.config).toEqual({})
})

test('connections without a port at the new kind are told of and go; the main ones find theirs', () => {
  const flow = testFlow({ a: 'source.csv', b: 'source.csv', f: 'clean.filter', s: 'sink.csv', r: 'sink.csv' }, [
    'a.rows>f.rows',
    'f.rows>s.rows',
    'f.removed>r.rows',
  ])
  const { edits, lostWires } = replaceEdits(flow, 'f', 'combine.union')
  expect([wires(applyEdits(flow, edits).flow), lostWires]).toEqual([
    [`a.rows>f.${kind('combine.union').inputs[0]?.name ?? ''}.0`, 'f.rows>s.rows'],
    1,
  ])
})

test('of many connections at one port a kind that takes one keeps the first', () => {
  const flow = testFlow({ a: 'source.csv', b: 'source.csv', u: 'combine.union', s: 'sink.csv' }, [
    'a.rows>u.in.0',
    'b.rows>u.in.1',
    'u.rows>s.rows',
  ])
  const renamed = {
    ...flow,
    edges: flow.edges.map((edge) =>
      edge.to.node === 'u' ? { ...edge, to: { ...edge.to, port: kind('combine.union').inputs[0]?.name ?? '' } } : edge,
    ),
  }
  const { edits, lostWires } = replaceEdits(renamed, 'u', 'clean.trim')
  expect([wires(applyEdits(renamed, edits).flow), lostWires]).toEqual([['a.rows>u.rows', 'u.rows>s.rows'], 1])
})

test('offered are kinds that take what comes in and give what goes on', () => {
  const flow = testFlow({ a: 'source.csv', t: 'clean.trim', s: 'sink.csv' }, ['a.rows>t.rows', 't.rows>s.rows'])
  const offered = nodeDefinitions.filter((next) => canReplace(flow, 't', next))
  expect(offered.length).toBeGreaterThan(5)
  expect(
    offered.every(({ type, inputs, outputs }) => type !== 'clean.trim' && inputs.length > 0 && outputs.some(({ role }) => role === 'rows')),
  ).toBe(true)
  expect(canReplace(flow, 'a', kind('source.json'))).toBe(true)
  expect(canReplace(flow, 'nobody', kind('source.json'))).toBe(false)
})

test('whatever kind takes the place, undo brings the flow back', () => {
  const flow = testFlow({ a: 'source.csv', f: 'clean.filter', s: 'sink.csv', r: 'sink.json' }, [
    'a.rows>f.rows',
    'f.rows>s.rows',
    'f.removed>r.rows',
  ])
  for (const id of ['a', 'f', 's'])
    for (const { type } of nodeDefinitions) {
      const { flow: now, inverse } = applyEdits(flow, replaceEdits(flow, id, type).edits)
      expect(JSON.stringify(applyEdits(now, inverse).flow), `${id} ${type}`).toBe(JSON.stringify(flow))
    }
})
