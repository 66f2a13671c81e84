import fc from 'fast-check'
import { edgeKey, flowSchema, type Flow } from './document.ts'

const id = fc.stringMatching(/^[a-z][a-z0-9_-]{0,6}$/)
const position = fc.record({ x: fc.integer(), y: fc.integer() })
const key = fc.string().filter((k) => k !== '__proto__' && k !== 'constructor' && k !== 'prototype')
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value
const config = fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true })

const node = fc.record({
  id,
  type: fc.constantFrom('source.csv', 'clean.trim', 'sink.csv'),
  label: fc.string({ maxLength: 20 }),
  config,
  position,
  disabled: fc.boolean(),
})
const rejectLimit = fc.option(fc.record({ rows: fc.nat() }), { nil: undefined })
const note = fc.record({ id, text: fc.string(), position })
const parameter = fc.record({
  name: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,6}$/),
  type: fc.constantFrom('text' as const, 'date' as const),
})

/** Random valid flows: unique ids, edges between existing nodes (cycles allowed). */
export const flowArbitrary: fc.Arbitrary<Flow> = fc
  .record({
    name: fc.string({ minLength: 1, maxLength: 30 }),
    zone: fc.option(fc.constantFrom('UTC', 'Asia/Shanghai'), { nil: undefined }),
    nodes: fc.uniqueArray(node, { selector: (n) => n.id, maxLength: 8 }),
    notes: fc.uniqueArray(note, { selector: (n) => n.id, maxLength: 3 }),
    parameters: fc.array(parameter, { maxLength: 3 }),
    rejectLimit,
    ends: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.option(fc.nat(3), { nil: undefined })), { maxLength: 12 }),
  })
  .map(({ ends, nodes, zone, rejectLimit: limit, ...rest }) => {
    const pick = (i: number): string => nodes[i % nodes.length]?.id ?? ''
    const edges = nodes.length === 0 ? [] : ends.map(([a, b, index]) => ({ from: { node: pick(a), port: 'rows' }, to: { node: pick(b), port: 'rows', ...(index !== undefined && { index }) } })) // prettier-ignore
    const unique = [...new Map(edges.map((e) => [edgeKey(e), e])).values()]
    return flowSchema.parse({
      sluice: 1,
      ...rest,
      ...(zone !== undefined && { zone }),
      ...(limit !== undefined && { rejectLimit: limit }),
      nodes,
      edges: unique,
    })
  })
