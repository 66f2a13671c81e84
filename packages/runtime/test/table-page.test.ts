import { join } from 'node:path'
import { connectors } from '@sluice/connectors'
import { tablePage, type TablePageResult } from '@sluice/engine'
import type { FlowNode } from '@sluice/flow'
import { expect, test } from 'vitest'
import { columns, edge, node, runOn } from './flow-run.ts'

const records = [
  { id: '007', name: 'Müller, Anna', note: 'two\nlines', tags: ['a', 'b'], big: 9007199254740993n },
  { id: '=1+1', name: '张三 "Z"', note: '', tags: [], big: 1n },
  { id: 'x', name: null, note: ' <b>&amp;</b>', tags: ['c'], big: null },
]
const json = JSON.stringify(records, (_key, value: unknown) => (typeof value === 'bigint' ? `@${value}@` : value)).replaceAll(/"@|@"/g, '')

/** Writes the records through a sink and looks at the file as the page of the run does. */
async function view(sink: FlowNode, page: { offset?: number; limit?: number } = {}, input = json): Promise<TablePageResult> {
  const wanted = ['id', 'name', 'note', 'tags:list', 'big:integer'].map((entry) => {
    const [name = '', type = 'text'] = entry.split(':')
    return { source: name, name, type }
  })
  const source = node('in', 'source.json', { path: 'in.json', columns: wanted })
  const ran = await runOn({ files: { 'in.json': input }, nodes: [source, sink], edges: [edge('in', sink.id)] })
  const [output] = ran.result.outputs
  if (output === undefined) throw new Error(JSON.stringify(ran.result.problems))
  const writtenBy = { connector: sink.type.replace('sink.', ''), config: sink.config }
  return tablePage({ file: join(ran.folder, 'out', output.path), offset: 0, limit: 10, writtenBy, ...page }, connectors)
}

const names = (page: TablePageResult): string[] => page.columns.map((column) => column.name)

test.each([
  ['a CSV file', node('out', 'sink.csv', { path: 'out.csv', escapeFormulas: false })],
  ['a CSV file with a byte order mark, semicolons and CRLF', node('out', 'sink.csv', { path: 'o.txt', delimiter: ';', bom: true, newline: 'crlf', escapeFormulas: false, missing: '\\N' })],
  ['a JSON document', node('out', 'sink.json', { path: 'out.json' })],
  ['JSON Lines under another extension', node('out', 'sink.json', { path: 'out.txt', layout: 'lines' })],
  ['a Parquet file', node('out', 'sink.parquet', { path: 'out.parquet' })],
  ['a table kept with the run', node('out', 'sink.table')],
])('%s is shown with the rows and columns that were written', async (_name, sink) => {
  const page = await view(sink)
  expect(names(page)).toEqual(['id', 'name', 'note', 'tags', 'big'])
  const lists = page.rows.map((row) => row[3]?.replaceAll(/[" ]/g, ''))
  expect(page.rows.map((row) => [row[0], row[1], row[2], row[4]])).toEqual([
    ['007', 'Müller, Anna', 'two\nlines', '9007199254740993'],
    ['=1+1', '张三 "Z"', '', '1'],
    ['x', null, ' <b>&amp;</b>', null],
  ])
  expect(lists).toEqual(['[a,b]', '[]', '[c]'])
  expect(page.total).toBe(3)
}) // prettier-ignore

test('an XML file is shown with a column for each attribute and element', async () => {
  const page = await view(node('out', 'sink.xml', { path: 'out.xml', root: 'people', record: 'person', attributes: ['id'] }))
  expect(Object.fromEntries(names(page).map((name, i) => [name, page.rows[0]?.[i]]))).toEqual({ id: '007', name: 'Müller, Anna', note: 'two\nlines', tags: '["a","b"]', big: '9007199254740993' }) // prettier-ignore
  expect(page.total).toBe(3)
})

test('a CSV file shows what is in it: formulas escaped, and no row lost when there is no header', async () => {
  const page = await view(node('out', 'sink.csv', { path: 'out.csv', header: false }))
  expect(names(page)).toEqual(['column_1', 'column_2', 'column_3', 'column_4', 'column_5'])
  expect(page.rows.map((row) => row[0])).toEqual(['007', "'=1+1", 'x'])
})

test.each(['csv', 'json', 'xml', 'parquet'])('a %s file without rows is an empty page', async (kind) => {
  const page = await view(node('out', `sink.${kind}`, { path: `out.${kind}` }), {}, '[]')
  expect(page).toMatchObject({ rows: [], total: 0 })
})

test('a page late in a long CSV file of lists and line breaks, with the first list below the first 10,000 rows', async () => {
  const rows = Array.from({ length: 24_000 }, (_, i) => ({ id: `${i}`, name: i % 3 === 0 ? 'a\nb, "c"' : 'plain', tags: i < 15_000 ? null : ['x', 'y, z'] }))
  const page = await view(node('out', 'sink.csv', { path: 'out.csv' }), { offset: 23_997, limit: 2 }, JSON.stringify(rows))
  expect(page.total).toBe(24_000)
  expect(page.rows).toEqual([['23997', 'a\nb, "c"', null, '["x","y, z"]', null], ['23998', 'plain', null, '["x","y, z"]', null]])
}) // prettier-ignore

test('a file of no known format is refused with a code', async () => {
  const { folder } = await runOn({ files: { 'in.csv': 'a\n1\n', 'x.bin': 'x' }, nodes: [node('in', 'source.csv', { path: 'in.csv', columns: columns('a') }), node('out', 'sink.csv', { path: 'o.csv' })], edges: [edge('in', 'out')] }) // prettier-ignore
  const page = { file: join(folder, 'x.bin'), offset: 0, limit: 1 }
  await expect(tablePage(page, connectors)).rejects.toMatchObject({ problem: { code: 'output-not-viewable' } })
})
