import { flowSchema, type Flow } from '@sluice/flow'
import { formatType } from '@sluice/plan'
import { describe, expect, test } from 'vitest'
import { planFlow, type PlanOptions } from './plan-flow.ts'

interface NodeDraft {
  readonly type: string
  readonly config?: unknown
  readonly label?: string
  readonly disabled?: boolean
  readonly version?: number
}

/** A flow from nodes by id and edges written `a.rows>b.rows`, with `#2` behind for an index. */
function flowOf(nodes: Readonly<Record<string, NodeDraft>>, edges: readonly string[], parameters: readonly unknown[] = []): Flow {
  return flowSchema.parse({
    sluice: 1,
    name: 'test',
    parameters,
    nodes: Object.entries(nodes).map(([id, node]) => ({ id, ...node })),
    edges: edges.map((text) => {
      const [from = '', to = ''] = text.split('>')
      const [target = '', index] = to.split('#')
      const end = (part: string) => ({ node: part.split('.')[0], port: part.split('.')[1] })
      return { from: end(from), to: { ...end(target), ...(index !== undefined && { index: Number(index) }) } }
    }),
  })
}

const OPTIONS: PlanOptions = { zone: 'UTC', now: '2026-03-01T00:00:00Z' }
const people: NodeDraft = {
  type: 'source.csv',
  config: {
    path: 'people.csv',
    columns: [
      { source: 'id', name: 'id', type: 'integer' },
      { source: 'Full Name', name: 'name', type: 'text' },
    ],
  },
}
const out: NodeDraft = { type: 'sink.csv', config: { path: 'out.csv' } }
const problemsOf = (flow: Flow, options = OPTIONS) => planFlow(flow, options).problems.map((p) => `${p.nodeId ?? ''} ${p.code}`)
const columnsAt = (flow: Flow, node: string, port = 'rows') =>
  planFlow(flow, OPTIONS)
    .ports.find((p) => p.node === node && p.port === port)
    ?.columns.map((column) => `${column.name}:${formatType(column.type)}`)

test('a sound flow: operators, columns at every port, no problems', () => {
  const flow = flowOf(
    { people, keep: { type: 'clean.filter', config: { conditions: [{ column: 'id', operator: 'greater', value: '3' }] } }, out },
    ['people.rows>keep.rows', 'keep.rows>out.rows'],
  )
  const { plan, problems } = planFlow(flow, OPTIONS)
  expect(problems).toEqual([])
  expect(plan.relations.map((relation) => relation.op)).toEqual(['scan', 'project', 'split', 'project', 'aside', 'split', 'filter', 'aside', 'aside', 'write']) // prettier-ignore
  expect(plan.inputs.map((input) => `${input.from.node}.${input.from.port}>${input.node}.${input.port}`)).toEqual([
    'people.rows>keep.rows',
    'keep.rows>out.rows',
  ])
  expect(columnsAt(flow, 'people')).toEqual(['id:integer', 'name:text'])
  expect(columnsAt(flow, 'keep', 'removed')).toEqual(['id:integer', 'name:text'])
  expect(columnsAt(flow, 'keep', 'rejected')?.slice(0, 3)).toEqual(['id:text', 'name:text', '_error_code:text'])
})

describe('problems', () => {
  const trim: NodeDraft = { type: 'clean.trim' }
  test.each<[string, Flow, readonly string[]]>([
    ['unknown kind', flowOf({ a: { type: 'source.cvs' } }, []), ['a unknown-node-type', ' no-sink']],
    ['newer settings', flowOf({ people: { ...people, version: 9 }, out }, ['people.rows>out.rows']), ['people node-version-newer']],
    ['nothing wired', flowOf({ out }, []), ['out missing-input']],
    ['goes nowhere', flowOf({ people }, []), ['people output-not-connected', ' no-sink']],
    ['too many', flowOf({ people, b: people, out }, ['people.rows>out.rows', 'b.rows>out.rows']), ['out too-many-connections']],
    ['unknown port', flowOf({ people, out }, ['people.rows>out.rows', 'people.rovs>out.rows']), ['people edge-unknown-port']],
    ['edge to nowhere', flowOf({ people, out }, ['people.rows>out.rows', 'people.rows>gone.rows']), [' edge-unknown-node']],
    ['cycle', flowOf({ a: trim, b: trim, out }, ['a.rows>b.rows', 'b.rows>a.rows', 'b.rows>out.rows']), ['a cycle']],
    ['same file twice', flowOf({ people, out, o2: { ...out, config: { path: 'OUT.csv' } } }, ['people.rows>out.rows', 'people.rows>o2.rows']), ['o2 same-output-path']],
    ['a port these settings do not offer', flowOf({ people, b: people, j: { type: 'combine.join', config: { kind: 'full', keys: [{ left: 'id', right: 'id' }] } }, out }, ['people.rows>j.left', 'b.rows>j.right', 'j.unmatched-left>out.rows']), ['j port-not-offered']],
    ['nested to CSV', flowOf({ a: { type: 'source.json', config: { path: 'a.json', columns: [{ source: 't', name: 't', type: 'list' }] } }, out }, ['a.rows>out.rows']), ['out nested-as-json']],
    ['types that meet in text', flowOf({ people, b: { type: 'source.json', config: { path: 'a.json', columns: [{ source: 'id', name: 'id', type: 'date' }] } }, u: { type: 'combine.union' }, out }, ['people.rows>u.in#0', 'b.rows>u.in#1', 'u.rows>out.rows']), ['u types-become-text']],
  ])('%s', (_name, flow, expected) => { expect(problemsOf(flow)).toEqual(expected) }) // prettier-ignore

  test('all of them at once, with their places', () => {
    const flow = flowOf({ people, bad: { type: 'map.add-column', config: { columns: [{ name: 'x', expression: 'upper(nmae)' }, { name: 'y', expression: '1 +' }] } }, out }, ['people.rows>bad.rows', 'bad.rows>out.rows']) // prettier-ignore
    const { problems } = planFlow(flow, OPTIONS)
    expect(problems.map((p) => p.path)).toEqual([['columns', 0, 'expression'], ['columns', 1, 'expression']]) // prettier-ignore
    expect(problems[0]?.params).toMatchObject({ from: 6, to: 10, name: 'nmae', fix: 'name' })
  })
})

describe('parameters', () => {
  const since = { name: 'since', type: 'date' }
  const flow = flowOf({ people, out: { ...out, config: { path: 'out-${since}.csv' } } }, ['people.rows>out.rows'], [since])
  const written = (options: PlanOptions) =>
    planFlow(flow, options).plan.relations.flatMap((r) => (r.op === 'write' ? [r.config['path']] : []))

  test('may lack a value at design time, not in a run', () => {
    expect(problemsOf(flow)).toEqual([])
    expect(problemsOf(flow, { ...OPTIONS, parameters: {} })).toEqual([' parameter-missing'])
  })
  test('are checked and filled in', () => {
    expect(written({ ...OPTIONS, parameters: { since: '2026-01-31' } })).toEqual(['out-2026-01-31.csv'])
    expect(problemsOf(flow, { ...OPTIONS, parameters: { since: '2026-02-30', other: 'x' } })).toEqual([
      ' parameter-wrong-type',
      ' unknown-parameter',
    ])
  })
})

describe('nodes that are switched off', () => {
  const trim: NodeDraft = { type: 'clean.trim', disabled: true }
  test('let rows pass when they can', () => {
    const flow = flowOf({ people, trim, out }, ['people.rows>trim.rows', 'trim.rows>out.rows'])
    expect(problemsOf(flow)).toEqual([])
    expect(columnsAt(flow, 'trim')).toEqual(['id:integer', 'name:text'])
    expect(planFlow(flow, OPTIONS).plan.inputs).toMatchObject([{ node: 'out', from: { node: 'people', port: 'rows' } }])
  })
  test('else what is behind them is left out with a warning', () => {
    const flow = flowOf({ people: { ...people, disabled: true }, out }, ['people.rows>out.rows'])
    expect(planFlow(flow, OPTIONS).problems).toMatchObject([{ severity: 'warning', code: 'input-disabled', nodeId: 'out' }])
    expect(planFlow(flow, OPTIONS).plan.relations).toEqual([])
  })
  test('are not checked', () => {
    expect(problemsOf(flowOf({ people, out, s: { type: 'map.sort', disabled: true } }, ['people.rows>out.rows']))).toEqual([])
  })
})

test('a zone that nobody knows', () => {
  const flow = { ...flowOf({ people, out }, ['people.rows>out.rows']), zone: 'Asia/Shanghia' }
  expect(problemsOf(flow)).toEqual([' unknown-zone'])
  expect(problemsOf({ ...flow, zone: 'Asia/Shanghai' })).toEqual([])
})

test('a chain of 10,000 nodes is planned without recursion', () => {
  const nodes: Record<string, NodeDraft> = { people }
  const edges: string[] = []
  for (let i = 1; i < 9_999; i++) {
    nodes[`n${i}`] = { type: 'clean.trim' }
    edges.push(`${i === 1 ? 'people' : `n${i - 1}`}.rows>n${i}.rows`)
  }
  const flow = flowOf({ ...nodes, out }, [...edges, 'n9998.rows>out.rows'])
  expect(problemsOf(flow)).toEqual([])
})
