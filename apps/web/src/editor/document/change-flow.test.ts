import { applyEdits, edgeKey, type Flow } from '@sluice/flow'
import { describe, expect, it } from 'vitest'
import { addEdits, insertEdits } from './add.ts'
import { copyFragment, fragmentText, pasteEdits, readFragment } from './clipboard.ts'
import { flowDifference } from './flow-difference.ts'
import { newId } from './new-id.ts'
import { removeEdits } from './remove.ts'
import { NOTHING, selectNodes } from './selection.ts'
import { testFlow } from './test-flow.ts'

const wires = (flow: Flow): readonly string[] => flow.edges.map(edgeKey)
const chain = testFlow({ a: 'source.csv', b: 'clean.trim', c: 'clean.case', s: 'sink.csv' }, [
  'a.rows>b.rows',
  'b.rows>c.rows',
  'c.rows>s.rows',
])

describe('deleting', () => {
  it('heals the wire of a node in the middle', () => {
    expect(wires(applyEdits(chain, removeEdits(chain, selectNodes(['b']))).flow)).toEqual(['c.rows>s.rows', 'a.rows>c.rows'])
  })

  it('heals across several nodes at once', () => {
    expect(wires(applyEdits(chain, removeEdits(chain, selectNodes(['b', 'c']))).flow)).toEqual(['a.rows>s.rows'])
  })

  it('keeps the place of a healed wire among the inputs of a node with many', () => {
    const merged = testFlow({ a: 'source.csv', b: 'clean.trim', x: 'source.csv', u: 'combine.union' }, [
      'a.rows>b.rows',
      'b.rows>u.in.0',
      'x.rows>u.in.1',
    ])
    expect(wires(applyEdits(merged, removeEdits(merged, selectNodes(['b']))).flow)).toEqual(['x.rows>u.in.1', 'a.rows>u.in.0'])
  })

  it('takes the wires of a source with it and deletes a wire alone', () => {
    expect(wires(applyEdits(chain, removeEdits(chain, selectNodes(['a']))).flow)).toEqual(['b.rows>c.rows', 'c.rows>s.rows'])
    const cut = applyEdits(chain, removeEdits(chain, { ...NOTHING, edges: new Set(['b.rows>c.rows']) })).flow
    expect(wires(cut)).toEqual(['a.rows>b.rows', 'c.rows>s.rows'])
    expect(cut.nodes).toHaveLength(4)
  })
})

describe('adding', () => {
  it('joins a new node to the end that was dragged, and never on top of another node', () => {
    const { id, edits } = addEdits(chain, 'clean.filter', { x: 300, y: 0 }, { from: { node: 'a', port: 'rejected' } })
    const flow = applyEdits(chain, edits).flow
    expect(wires(flow)).toContain(`a.rejected>${id}.rows`)
    expect(flow.nodes.find((node) => node.id === id)?.position).not.toEqual({ x: 300, y: 0 })
  })

  it('puts a node into a connection', () => {
    const flow = testFlow({ a: 'source.csv', s: 'sink.csv', n: 'clean.trim' }, ['a.rows>s.rows'])
    const [edge] = flow.edges
    expect(edge && wires(applyEdits(flow, insertEdits(flow, 'n', edge)).flow)).toEqual(['a.rows>n.rows', 'n.rows>s.rows'])
  })

  it('makes ids that fit the document and are not taken', () => {
    expect(newId('trim', new Set(['trim', 'trim-2']))).toBe('trim-3')
    expect(newId('客户 2', new Set())).toBe('node')
    expect(newId('9 Lives!', new Set())).toBe('lives-')
  })
})

describe('copying', () => {
  it('brings nodes and the wires among them into another flow under new ids', () => {
    const text = fragmentText(copyFragment(chain, new Set(['a', 'b']), new Set()))
    const fragment = readFragment(text)
    if (fragment === undefined) throw new Error('not read')
    const { edits, nodes } = pasteEdits(chain, fragment, { x: 1000, y: 500 })
    const flow = applyEdits(chain, edits).flow
    expect(nodes).toEqual(['a-2', 'b-2'])
    expect(wires(flow)).toEqual([...wires(chain), 'a-2.rows>b-2.rows'])
    expect(flow.nodes.find((node) => node.id === 'a-2')?.position).toEqual({ x: 1000, y: 500 })
  })

  it('reads a whole flow document and refuses any other text', () => {
    expect(readFragment(JSON.stringify(chain))?.nodes).toHaveLength(4)
    expect(readFragment('just words')).toBeUndefined()
    expect(readFragment('{"nodes":[]}')).toBeUndefined()
    expect(readFragment('{"sluice":1,"nodes":[{"id":"Not An Id"}],"edges":[],"notes":[]}')).toBeUndefined()
  })
})

describe('the differences of two versions', () => {
  it('are told by node', () => {
    const [a, b, ...rest] = chain.nodes
    if (a === undefined || b === undefined) throw new Error('no nodes')
    const other = {
      ...chain,
      name: 'Other',
      nodes: [{ ...a, label: 'Orders', disabled: true }, { ...b, position: { x: 9, y: 9 } }, ...rest.slice(1)],
      edges: [],
    }
    expect(flowDifference(chain, other)).toEqual([
      { kind: 'changed', node: 'Orders' },
      { kind: 'moved', node: 'b' },
      { kind: 'removed', node: 'c' },
      { kind: 'connections', node: '' },
      { kind: 'settings', node: '' },
    ])
    expect(flowDifference(chain, chain)).toEqual([])
  })
})
