import { describe, expect, it } from 'vitest'
import { testFlow } from '../document/test-flow.ts'
import { canvasEdges, canvasNodes, worstByNode, type CanvasMarks } from './canvas-elements.ts'
import { elkGraph, tidyEdits } from './tidy.ts'

const flow = testFlow({ a: 'source.csv', b: 'clean.filter', s: 'sink.csv' }, ['a.rows>b.rows', 'b.removed>s.rows'])
const marks: CanvasMarks = { problems: new Map(), run: undefined, name: (node) => node.id }
const counts = { in: { rows: 10 }, out: { rows: 7, removed: 3 }, passed: 7, created: 0, merged: 0, filtered: 3, rejected: 0 }

describe('what the canvas draws', () => {
  it('stays the same object for every node that has not changed', () => {
    const before = canvasNodes(flow, marks, [])
    const [a, b, s] = flow.nodes
    if (a === undefined || b === undefined || s === undefined) throw new Error('no nodes')
    const after = canvasNodes({ ...flow, nodes: [a, { ...b, label: 'New' }, s] }, marks, before)
    expect(after.map((node, index) => node === before[index])).toEqual([true, false, true])
  })

  it('leaves a node that is being dragged where the pointer holds it', () => {
    const dragged = canvasNodes(flow, marks, []).map((node) => ({ ...node, position: { x: 77, y: 77 } }))
    const after = canvasNodes(flow, { ...marks, run: { status: 'running', nodes: { a: { status: 'running', counts: null } } } }, dragged)
    expect(after[0]?.position).toEqual({ x: 77, y: 77 })
  })

  it('carries the rows of the port that a connection leaves by, moving while the run is on', () => {
    const run = { status: 'running' as const, nodes: { b: { status: 'running' as const, counts } } }
    const edges = canvasEdges(flow, run)
    expect(edges.map((edge) => [edge.data?.rows, edge.data?.moving, edge.data?.role])).toEqual([
      [undefined, true, 'rows'],
      [3, true, 'removed'],
    ])
    expect(canvasEdges(flow, { ...run, status: 'succeeded' })[1]?.data?.moving).toBe(false)
  })

  it('numbers the sinks of a flow whose orders differ, and only those', () => {
    const sinks = testFlow({ a: 'source.csv', s: 'sink.csv', t: 'sink.json', u: 'sink.table' }, [])
    const orders = (changes: Readonly<Record<string, object>>) =>
      canvasNodes({ ...sinks, nodes: sinks.nodes.map((node) => ({ ...node, ...changes[node.id] })) }, marks, []).map((node) =>
        node.type === 'card' ? node.data.order : undefined,
      )
    const second = { config: { order: 2 } }
    expect(orders({})).toEqual([undefined, undefined, undefined, undefined])
    expect(orders({ s: second, t: second })).toEqual([undefined, undefined, undefined, undefined])
    expect(orders({ s: second })).toEqual([undefined, 2, 1, undefined])
    expect(orders({ s: second, t: { disabled: true } })).toEqual([undefined, undefined, undefined, undefined])
    const before = canvasNodes(sinks, marks, [])
    const after = canvasNodes({ ...sinks, nodes: sinks.nodes.map((node) => (node.id === 's' ? { ...node, ...second } : node)) }, marks, before) // prettier-ignore
    expect(after.map((node, index) => node === before[index])).toEqual([true, false, false, true])
  })

  it('shows nothing waiting in a run that was stopped', () => {
    const nodes = { a: { status: 'done' as const, counts }, b: { status: 'waiting' as const, counts: null } }
    const runs = (status: 'running' | 'cancelled') =>
      canvasNodes(flow, { ...marks, run: { status, nodes } }, []).map((node) => (node.type === 'card' ? node.data.run?.status : undefined))
    expect(runs('running')).toEqual(['done', 'waiting', undefined])
    expect(runs('cancelled')).toEqual(['done', undefined, undefined])
  })

  it('shows the worst problem of a node', () => {
    const worst = worstByNode([
      { severity: 'warning', code: 'x', nodeId: 'a' },
      { severity: 'error', code: 'y', nodeId: 'a' },
      { severity: 'warning', code: 'z', nodeId: 'a' },
      { severity: 'error', code: 'whole-flow' },
    ])
    expect([...worst]).toEqual([['a', 'error']])
  })
})

describe('tidying', () => {
  it('asks for columns at least 72 px apart and keeps the corner where it was', () => {
    const graph = elkGraph(flow, new Set(['a', 'b', 's']), new Map())
    expect(Number(graph.layoutOptions?.['elk.layered.spacing.nodeNodeBetweenLayers'])).toBeGreaterThanOrEqual(72)
    const edits = tidyEdits(flow, {
      ...graph,
      children: [
        { id: 'a', x: 12, y: 12 },
        { id: 'b', x: 320, y: 12 },
        { id: 's', x: 630, y: 40 },
      ],
    })
    expect(edits.map((edit) => (edit.type === 'put-node' ? edit.node.position : undefined))).toEqual([
      { x: 0, y: 0 },
      { x: 308, y: 0 },
      { x: 618, y: 28 },
    ])
  })
})
