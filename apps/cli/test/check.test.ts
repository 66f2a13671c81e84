import { join } from 'node:path'
import { expect, test } from 'vitest'
import { check } from '../src/check/check.ts'
import { folderWith, sluice } from './cli.ts'
import { adults, edge, type Document } from './flows.ts'

/** The flow with another expression in its filter. */
const withExpression = (expression: string): Document => ({
  ...adults,
  nodes: adults.nodes.map((node) =>
    'id' in node && node.id === 'adults' ? { ...node, config: { mode: 'expression', expression } } : node,
  ),
})
const withNode = (node: object): Document => ({ ...adults, nodes: [...adults.nodes, node] })

const wrong: readonly { readonly name: string; readonly flow: object | string; readonly problem: object }[] = [
  { name: 'a newer version', flow: { ...adults, sluice: 2 }, problem: { code: 'newer-flow-version' } },
  { name: 'text that is no JSON', flow: '{"sluice": 1,', problem: { severity: 'error' } },
  { name: 'an unknown key', flow: { ...adults, colour: 'red' }, problem: { code: 'unknown-key' } },
  { name: 'a key that reaches for the prototype', flow: '{"sluice":1,"name":"x","__proto__":{}}', problem: { severity: 'error' } },
  { name: 'a node of unknown type', flow: withNode({ id: 'odd', type: 'source.crystal-ball' }), problem: { code: 'unknown-node-type', node: 'odd' } },
  { name: 'two nodes of one id', flow: withNode({ id: 'trim', type: 'clean.trim' }), problem: { code: 'duplicate-node', node: 'trim' } },
  { name: 'a cycle', flow: { ...adults, edges: [...adults.edges.slice(1), edge('adults', 'trim')] }, problem: { code: 'cycle' } },
  { name: 'an edge to nowhere', flow: { ...adults, edges: [...adults.edges, edge('adults', 'gone')] }, problem: { code: 'edge-unknown-node' } },
  { name: 'a syntax error', flow: withExpression('age >='), problem: { node: 'adults', field: 'expression' } },
  { name: 'an unknown column', flow: withExpression('agee > 1'), problem: { node: 'adults', field: 'expression', code: 'unknown-column-near' } },
  { name: 'a forbidden function', flow: withExpression("read_text('/etc/passwd') = ''"), problem: { node: 'adults', field: 'expression', code: 'unknown-function' } },
  { name: 'a statement', flow: withExpression('1; drop table x'), problem: { node: 'adults', field: 'expression' } },
  { name: 'a secret as it stands', flow: withNode({ id: 'api', type: 'source.http', config: { url: 'https://example.com', auth: 'bearer', token: 'abc' } }), problem: { node: 'api', field: 'token' } },
  { name: 'a sink that leads out of the folder', flow: withNode({ id: 'far', type: 'sink.csv', config: { path: '../far.csv' } }), problem: { node: 'far', field: 'path' } },
] // prettier-ignore

for (const { name, flow, problem } of wrong)
  test(`${name} is told with its place`, async () => {
    const folder = await folderWith({ 'flow.json': flow })
    let said = ''
    expect(await check([join(folder, 'flow.json'), '--json'], (text) => (said += text))).toBe(2)
    const told: unknown = JSON.parse(said)
    expect(told).toMatchObject({ ok: false })
    expect(told).toHaveProperty('problems', expect.arrayContaining([expect.objectContaining(problem)]))
    for (const text of said.matchAll(/"message":"([^"]*)"/g)) expect(text[1]).toMatch(/^[A-Z“"'].* .*/)
  })

test('all problems of a flow are told, not only the first', async () => {
  const flow = { ...withExpression('agee > 1'), edges: [...adults.edges, edge('adults', 'gone')] }
  const folder = await folderWith({ 'flow.json': flow })
  const ended = await sluice(['check', join(folder, 'flow.json')])
  expect(ended.code).toBe(2)
  expect(ended.stdout).toContain('adults · expression')
  expect(ended.stdout).toContain('(unknown-column-near)')
  expect(ended.stdout).toContain('(edge-unknown-node)')
  expect(ended.stdout).toContain('Errors: 2')
})

test('a flow that can run has exit code 0', async () => {
  const folder = await folderWith({ 'flow.json': adults })
  const ended = await sluice(['check', join(folder, 'flow.json')])
  expect(ended.stdout).toContain('The flow can run. Warnings: 0.')
  expect(ended.code).toBe(0)
})
