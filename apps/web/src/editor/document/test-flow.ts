import { flowSchema, type Flow } from '@sluice/flow'

/** A flow for tests, written short: `{ a: 'source.csv' }` and `['a.rows>b.rows', 'a.rows>m.in.1']`. */
export function testFlow(nodes: Readonly<Record<string, string>>, edges: readonly string[] = []): Flow {
  return flowSchema.parse({
    sluice: 1,
    name: 'Test',
    nodes: Object.entries(nodes).map(([id, type], index) => ({ id, type, position: { x: index * 300, y: 0 } })),
    edges: edges.map((edge) => {
      const [from = '', to = ''] = edge.split('>')
      const [fromNode, fromPort] = from.split('.')
      const [toNode, toPort, index] = to.split('.')
      const ends = { from: { node: fromNode, port: fromPort }, to: { node: toNode, port: toPort } }
      return index === undefined ? ends : { ...ends, to: { ...ends.to, index: Number(index) } }
    }),
  })
}

/** What the server tells of a flow of which nothing is published. */
export const unpublished = { publishedRevision: null, publishedAt: null, publishedBy: null }
