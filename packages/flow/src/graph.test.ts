import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flowSchema, type Flow } from './document.ts'
import { flowArbitrary } from './flow.fixture.ts'
import { checkGraph } from './graph.ts'
import { downstreamOf, upstreamOf } from './reach.ts'

const flow = (ids: string, edges: string): Flow =>
  flowSchema.parse({
    sluice: 1,
    name: 'x',
    nodes: Array.from(ids).map((id) => ({ id, type: 'clean.trim' })),
    edges: edges
      .split(' ')
      .filter((e) => e !== '')
      .map(([a, b, index]) => ({ from: { node: a, port: 'rows' }, to: { node: b, port: 'rows', ...(index && { index: Number(index) }) } })),
  })

const order = (f: Flow): string => checkGraph(f).order.map((n) => n.id).join('') // prettier-ignore

describe('checkGraph', () => {
  test('orders each node after what feeds it, else as in the document', () => expect(order(flow('dcba', 'ab bc'))).toBe('dabc'))
  test('names the nodes of a cycle', () => {
    const { problems, order } = checkGraph(flow('abcde', 'ab bc cd db de'))
    expect(problems).toMatchObject([{ code: 'cycle', params: { nodes: 'b → c → d → b' } }])
    expect(order.map((n) => n.id)).toEqual(['a'])
  })
  test('refuses an edge to nowhere, to itself and a second time', () => {
    expect(checkGraph(flow('ab', 'az aa ab ab')).problems.map((p) => [p.code, p.path?.[1]])).toEqual([
      ['edge-unknown-node', 0],
      ['self-edge', 1],
      ['duplicate-edge', 3],
    ])
  })
  test('refuses a second node of the same id', () =>
    expect(checkGraph(flow('aba', '')).problems).toMatchObject([{ code: 'duplicate-node' }]))
  test('orders what arrives by its index', () => {
    expect(
      checkGraph(flow('abc', 'ac1 bc0'))
        .incoming.get('c')
        ?.map((e) => e.from.node),
    ).toEqual(['b', 'a'])
  })
})

test('in random flows every ordered node comes after what feeds it, and only cycles keep nodes out', () => {
  fc.assert(
    fc.property(flowArbitrary, (random) => {
      const { order, problems } = checkGraph(random)
      const place = new Map(order.map((n, i) => [n.id, i]))
      for (const edge of random.edges) {
        const to = place.get(edge.to.node)
        if (edge.from.node === edge.to.node || to === undefined) continue
        expect(place.get(edge.from.node)).toBeLessThan(to)
      }
      expect(order.length < random.nodes.length).toBe(problems.some((p) => p.code === 'cycle'))
    }),
    { numRuns: 200 },
  )
})

test('a chain of 10,000 nodes is ordered, checked and walked without recursion', () => {
  const ids = Array.from({ length: 10_000 }, (_, i) => `n${i}`)
  const edges = ids.slice(1).map((id, i) => ({ from: { node: `n${i}`, port: 'rows' }, to: { node: id, port: 'rows' } }))
  const long = flowSchema.parse({ sluice: 1, name: 'x', nodes: ids.toReversed().map((id) => ({ id, type: 'clean.trim' })), edges })
  expect(checkGraph(long).order.map((n) => n.id)).toEqual(ids)
  expect(downstreamOf(long.edges, 'n0').size).toBe(10_000)
  const ring = { ...long, edges: [...edges, { from: { node: 'n9999', port: 'rows' }, to: { node: 'n0', port: 'rows' } }] }
  expect(checkGraph(ring).problems.map((p) => p.code)).toEqual(['cycle'])
})

test('what feeds a node and what it feeds', () => {
  const { edges } = flow('abcd', 'ab bc db')
  expect([...upstreamOf(edges, 'b')].sort()).toEqual(['a', 'b', 'd'])
  expect([...downstreamOf(edges, 'b')].sort()).toEqual(['b', 'c'])
})
