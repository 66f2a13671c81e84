import { runFlow, type RejectedRow, type RunEvent } from '@sluice/engine'
import type { Connectors } from '@sluice/engine/connector'
import { flowSchema } from '@sluice/flow'
import { expect, test } from 'vitest'
import { connectors } from './index.ts'
import { sourceFixture } from './source-fixture.ts'

interface Node {
  readonly type: string
  readonly config?: Readonly<Record<string, unknown>>
}

const TWO = ['k', 'n'].map((name) => ({ source: name, name, type: 'text' }))

/** Rejects every row whose `n` is no whole number. */
const CHECK: Node = { type: 'clean.validate', config: { rules: [{ rule: 'type', column: 'n', type: 'integer' }] } }

/** Runs source → nodes → check; gives what the check and the source rejected. Edges of a second input are added as `b.rows > node.port`. */
async function rejectedBy(
  files: Readonly<Record<string, string | Buffer>>,
  source: Node,
  between: readonly (Node & { readonly input?: string })[] = [],
  more: { readonly nodes?: Readonly<Record<string, Node>>; readonly edges?: readonly string[]; readonly by?: Connectors } = {},
): Promise<readonly RejectedRow[]> {
  await using fixture = await sourceFixture()
  for (const [name, content] of Object.entries(files)) await fixture.write(name, content)
  const { folders } = fixture.context()
  const chain = [...between.map((node, i) => ({ id: `n${i}`, input: 'rows', ...node })), { id: 'check', input: 'rows', ...CHECK }]
  const wires = chain.map(({ id, input }, i) => `${i === 0 ? 'in' : `n${i - 1}`}.rows > ${id}.${input}`)
  const extra = Object.entries(more.nodes ?? {}).map(([id, node]) => ({ id, ...node }))
  const flow = flowSchema.parse({
    sluice: 1,
    name: 'lines',
    nodes: [
      { id: 'in', label: 'The orders', ...source },
      ...chain.map(({ input: _input, ...node }) => node),
      ...extra,
      { id: 'out', type: 'sink.table' },
    ],
    edges: [...wires, ...(more.edges ?? []), 'check.rows > out.rows'].map((wire) => {
      const [from, to] = wire.split(' > ').map((end) => ({ node: end.split('.')[0], port: end.split('.')[1] }))
      return { from, to }
    }),
  })
  const job = {
    runId: 'run-1', attempt: 1, flow, folders, limits: { memoryMb: 768, threads: 2 }, parameters: {}, secrets: {}, connections: {},
    allowedHosts: [], now: '2026-03-01T00:00:00Z', zone: 'UTC', rejectSample: 100,
  } // prettier-ignore
  const events: RunEvent[] = []
  await runFlow(job, more.by ?? connectors, (event) => events.push(event), new AbortController().signal)
  const finished = events.at(-1)
  if (finished?.type !== 'run-finished' || finished.status === 'failed') throw new Error(JSON.stringify(finished))
  return events.flatMap((event) => (event.type === 'rejected' ? event.rows : []))
}

const places = (rows: readonly RejectedRow[]): readonly unknown[] =>
  rows.map(({ code, value, source, line }) => [code, value, source, line])

/** Every sort of record that makes line and row differ: a name over two lines, blank lines, a broken line, a line end inside the header. */
const CSV = ['k,"n\n"', 'a,1', '"two', 'lines",x1', '', 'b,2', 'broken', '"three', '', 'lines",3', '', 'c,x2', 'c,x3', ''].join('\n')
const CSV_SOURCE: Node = { type: 'source.csv', config: { path: 'in.csv', columns: TWO } }
const BROKEN = ['csv-missing-columns', 'broken', 'The orders', 8]
const misfit = (value: string, line: number | null, source: string | null = 'The orders') => ['type-mismatch', value, source, line]

test('a row is rejected with the line on which its record begins, whatever is before it', async () => {
  expect(places(await rejectedBy({ 'in.csv': CSV }, CSV_SOURCE))).toEqual([BROKEN, misfit('x1', 4), misfit('x2', 13), misfit('x3', 14)])
})

test('the same file read in Node.js gives the same lines', async () => {
  const csv = connectors.sources.get('csv')
  if (csv === undefined) throw new Error('no connector csv')
  const careful = { ...csv, open: async (...given: Parameters<typeof csv.open>) => ({ ...(await csv.open(...given)), manyBroken: true }) }
  const by = { ...connectors, sources: new Map([...connectors.sources, ['csv', careful]]) }
  expect(places(await rejectedBy({ 'in.csv': CSV }, CSV_SOURCE, [], { by }))).toEqual([BROKEN, misfit('x1', 4), misfit('x2', 13), misfit('x3', 14)]) // prettier-ignore
})

test('lines that are skipped, other line ends and other encodings do not shift the lines', async () => {
  const source: Node = { type: 'source.csv', config: { path: 'in.csv', skip: 2, columns: TWO, encoding: 'utf-16le' } }
  const text = Buffer.from('\u{FEFF}report\r\nof today\r\nk,n\r\n\r\na,1\r\n"b\r\nb",x\r\nc,y\r\n', 'utf16le')
  expect(places(await rejectedBy({ 'in.csv': text }, source))).toEqual([misfit('x', 6), misfit('y', 8)])
  const single: Node = { type: 'source.csv', config: { path: 'in.csv', columns: [{ source: 'n', name: 'n', type: 'text' }] } }
  expect(places(await rejectedBy({ 'in.csv': 'n\n1\n\nx\n' }, single))).toEqual([misfit('x', 4)])
})

const RECORDS = [{ k: 'a', n: '1' }, { k: 'b', n: 'x' }, { k: 'c', n: 'y' }] // prettier-ignore

test.each([
  ['a JSON document', 'source.json', JSON.stringify({ data: RECORDS }, null, 1), { recordPath: 'data' }, [7, 11]],
  ['a JSON document on one line', 'source.json', JSON.stringify(RECORDS), {}, [1, 1]],
  ['JSON Lines with a blank one', 'source.json', RECORDS.map((r) => JSON.stringify(r)).join('\n\n'), { layout: 'lines' }, [3, 5]],
  ['XML', 'source.xml', `<?xml version="1.0"?>\r\n<!--\r\n-->\r\n<r>\r\n${RECORDS.map(({ k, n }) => `<p>\r\n<k>${k}</k><n>${n}</n></p>`).join('\r\n')}</r>`, { recordPath: 'r/p' }, [7, 9]],
] as const)('records of %s have lines', async (_name, type, text, config, [first, second]) => {
  const source: Node = { type, config: { path: 'in', columns: TWO, ...config } }
  expect(places(await rejectedBy({ in: text }, source))).toEqual([misfit('x', first), misfit('y', second)])
}) // prettier-ignore

test('a record of a JSON document or of XML that the reader itself rejects has its line', async () => {
  const json: Node = { type: 'source.json', config: { path: 'in', columns: TWO } }
  expect(places(await rejectedBy({ in: '[\n{"k":"a","n":"1"},\n7]' }, json))).toEqual([['record-not-object', '7', 'The orders', 3]])
  const xml: Node = { type: 'source.xml', config: { path: 'in', recordPath: 'r/p', columns: TWO } }
  expect((await rejectedBy({ in: '<r>\n<p/>\n<p>\n<n>1</n><n>2</n></p></r>' }, xml)).map(({ code, line }) => [code, line])).toEqual([['repeated-element', 3]]) // prettier-ignore
})

test('a file that is read in a thread, block by block, has lines too', async () => {
  const rows = 60_000
  const filling = 'y'.repeat(150)
  const text = `[${Array.from({ length: rows }, (_, i) => `{"k":"${filling}",\n"n":"${i % 20_000 === 7 ? 'x' : i}"}`).join(',\n')}]`
  expect(text.length).toBeGreaterThan(8 << 20)
  const found = await rejectedBy({ in: text }, { type: 'source.json', config: { path: 'in', columns: TWO } })
  expect(found.map(({ line }) => line)).toEqual([15, 40_015, 80_015])
}, 30_000)

const FILTER: Node = { type: 'clean.filter', config: { conditions: [{ column: 'k', operator: 'not-equals', value: 'a' }] } }
const SORT: Node = { type: 'map.sort', config: { by: [{ column: 'n', direction: 'descending' }] } }
const DISTINCT: Node = { type: 'clean.remove-duplicates', config: { columns: ['k'], keep: 'last' } }
const LIMIT: Node = { type: 'map.limit', config: { count: 2, offset: 0 } }
const FILL: Node = { type: 'clean.fill-missing', config: { fills: [{ column: 'k', with: 'down' }] } }
const RENAME: Node = { type: 'map.add-column', config: { columns: [{ name: 'n', expression: "concat(n, '')" }] } }

test.each([
  ['a filter', [FILTER], [misfit('x1', 4), misfit('x2', 13), misfit('x3', 14)]],
  ['a sort', [SORT], [misfit('x3', 14), misfit('x2', 13), misfit('x1', 4)]],
  ['a sort of a sort', [SORT, FILTER, { type: 'map.sort', config: { by: [{ column: 'n' }] } }], [misfit('x1', 4), misfit('x2', 13), misfit('x3', 14)]],
  ['duplicates removed', [DISTINCT], [misfit('x1', 4), misfit('x3', 14)]],
  ['all of them', [FILTER, FILL, SORT, RENAME, DISTINCT, LIMIT, FILTER], [misfit('x2', 13), misfit('x1', 4)]],
])('behind %s the line is still known', async (_name, between, expected) => {
  const rejected = await rejectedBy({ 'in.csv': CSV }, CSV_SOURCE, between)
  expect(places(rejected.filter(({ node }) => node === 'check'))).toEqual(expected)
}) // prettier-ignore

test('two checks one behind the other, each with a file of its own, keep their lines apart', async () => {
  const rule = (column: string, value: string) => ({ rule: 'not-in-list', column, values: [value] })
  const first: Node = { type: 'clean.validate', config: { rules: [rule('k', 'c')] } }
  const wires = ['n0.rejected > inbox0.rows', 'check.rejected > inbox1.rows']
  const nodes = { inbox0: { type: 'sink.rejected' }, inbox1: { type: 'sink.rejected' } }
  const rejected = await rejectedBy({ 'in.csv': CSV }, CSV_SOURCE, [first], { nodes, edges: wires })
  expect(rejected.map(({ node, line }) => [node, line])).toEqual([['in', 8], ['n0', 13], ['n0', 14], ['check', 4]]) // prettier-ignore
})

test('a table typed in has a name and no lines', async () => {
  const table: Node = { type: 'source.table', config: { data: { columns: ['k', 'n'], rows: [['a', 'x']] } } }
  expect(places(await rejectedBy({}, table, [SORT]))).toEqual([misfit('x', null)])
})

const OTHER = { b: { type: 'source.csv', config: { path: 'b.csv', columns: TWO } } }

test('a row kept because another input knows it is still one row of its source; a joined row is not', async () => {
  const files = { 'in.csv': CSV, 'b.csv': 'k,n\nc,1\n' }
  const join = (kind: string) => ({ type: 'combine.join', config: { kind, keys: [{ left: 'k', right: 'k' }] }, input: 'left' })
  const wire = { nodes: OTHER, edges: ['b.rows > n0.right'] }
  const semi = await rejectedBy(files, CSV_SOURCE, [join('semi')], wire)
  expect(places(semi.filter(({ node }) => node === 'check'))).toEqual([misfit('x2', 13), misfit('x3', 14)])
  const union: Node & { readonly input: string } = { type: 'combine.union', input: 'in' }
  const all = await rejectedBy(files, CSV_SOURCE, [union], { nodes: OTHER, edges: ['b.rows > n0.in'] })
  expect(places(all.filter(({ node }) => node === 'check'))).toEqual([misfit('x1', null, null), misfit('x2', null, null), misfit('x3', null, null)]) // prettier-ignore
})
