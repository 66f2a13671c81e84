import { applyEdits, edgeKey, type Flow } from '@sluice/flow'
import { findDefinition } from '@sluice/catalog'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connectEdits, connectFault, freeInput, type Ends } from './connect.ts'
import { testFlow } from './test-flow.ts'

const ends = (from: string, to: string): Ends => {
  const [fromNode = '', fromPort = ''] = from.split('.')
  const [toNode = '', toPort = ''] = to.split('.')
  return { from: { node: fromNode, port: fromPort }, to: { node: toNode, port: toPort } }
}
const wires = (flow: Flow): readonly string[] => flow.edges.map(edgeKey)
const join = (flow: Flow, from: string, to: string): Flow => applyEdits(flow, connectEdits(flow, ends(from, to))).flow

describe('connecting', () => {
  const flow = testFlow({ a: 'source.csv', b: 'clean.trim', c: 'clean.trim', m: 'combine.merge', s: 'sink.csv' }, [
    'a.rows>b.rows',
    'b.rows>c.rows',
  ])

  it('refuses ends that do not exist, a node with itself, a connection that is there, and a cycle', () => {
    expect(connectFault(flow, ends('a.nope', 's.rows'))).toBe('unknown-port')
    expect(connectFault(flow, ends('s.rows', 'c.rows'))).toBe('unknown-port')
    expect(connectFault(flow, ends('a.rows', 'nowhere.rows'))).toBe('unknown-port')
    expect(connectFault(flow, ends('b.rows', 'b.rows'))).toBe('itself')
    expect(connectFault(flow, ends('a.rows', 'b.rows'))).toBe('already')
    expect(connectFault(flow, ends('c.rows', 'b.rows'))).toBe('cycle')
    expect(connectFault(flow, ends('c.rows', 's.rows'))).toBeUndefined()
  })

  it('replaces the connection of an input that takes one', () => {
    expect(wires(join(flow, 'a.rows', 'c.rows'))).toEqual(['a.rows>b.rows', 'a.rows>c.rows'])
  })

  it('gives an input that takes many one more, in order', () => {
    const port = findDefinition('combine.merge')?.inputs[0]?.name ?? ''
    const two = join(join(flow, 'a.rows', `m.${port}`), 'c.rows', `m.${port}`)
    expect(wires(two).slice(2)).toEqual([`a.rows>m.${port}.0`, `c.rows>m.${port}.1`])
  })

  it('takes a free input before one that would be replaced', () => {
    const joined = testFlow({ a: 'source.csv', b: 'source.csv', j: 'combine.join' }, ['a.rows>j.left'])
    expect(freeInput(joined, { node: 'b', port: 'rows' }, 'j')).toBe('right')
    expect(freeInput(joined, { node: 'j', port: 'rows' }, 'a')).toBeUndefined()
  })

  it('leaves an input that need not be wired to those who drop on it', () => {
    const checked = testFlow({ a: 'source.csv', b: 'source.csv', v: 'clean.validate' }, ['a.rows>v.rows'])
    expect(freeInput(checked, { node: 'b', port: 'rows' }, 'v')).toBe('rows')
    expect(wires(join(checked, 'b.rows', 'v.reference'))).toHaveLength(2)
  })

  it('never makes a cycle and never gives an input two connections, whatever is joined', () => {
    const ids = ['a', 'b', 'c', 'd', 'e']
    const nodes = Object.fromEntries(ids.map((id) => [id, 'clean.trim']))
    const pair = fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids))
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 25 }), (pairs) => {
        let made = testFlow(nodes)
        for (const [from, to] of pairs)
          if (connectFault(made, ends(`${from}.rows`, `${to}.rows`)) === undefined) made = join(made, `${from}.rows`, `${to}.rows`)
        expect(new Set(made.edges.map((edge) => edge.to.node)).size).toBe(made.edges.length)
        const left = new Set(ids)
        for (let free = [...left]; free.length > 0;) {
          free = [...left].filter((id) => !made.edges.some((edge) => edge.to.node === id && left.has(edge.from.node)))
          for (const id of free) left.delete(id)
        }
        expect([...left]).toEqual([])
      }),
    )
  })
})
