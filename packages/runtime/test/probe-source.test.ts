import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connectors } from '@sluice/connectors'
import { probeSource, type ProbeResult } from '@sluice/engine'
import { expect, test } from 'vitest'
import { scratch } from './host.ts'

async function probe(
  type: string,
  content: string | Buffer | undefined,
  config: Readonly<Record<string, unknown>> = {},
): Promise<ProbeResult> {
  const folder = await scratch()
  const work = join(folder, 'work')
  await mkdir(work)
  if (content !== undefined) await writeFile(join(folder, 'in'), content)
  const folders = { input: folder, output: folder, work }
  return probeSource({ type, config: { path: 'in', ...config }, folders, secrets: {}, connections: {}, allowedHosts: [] }, connectors)
}

test('a CSV file tells its dialect, encoding and the types of its columns', async () => {
  const { config, problems } = await probe(
    'source.csv',
    Buffer.from([0xef, 0xbb, 0xbf, ...Buffer.from('id;name;day\n007;"a;b";2026-01-31\n012;c;2026-02-01\n')]),
  )
  expect(problems).toEqual([])
  expect(config).toMatchObject({ encoding: 'utf-8', delimiter: ';', quote: '"', header: true, skip: 0 })
  expect(config.columns).toMatchObject([{ source: 'id', name: 'id', type: 'text' }, { source: 'name', type: 'text' }, { source: 'day', type: 'date' }]) // prettier-ignore
})

test('GB18030 is recognised', async () => {
  const name = Buffer.from([0xd5, 0xc5, 0xc8, 0xfd])
  const line = Buffer.concat([Buffer.from('1,'), name, Buffer.from('\n')])
  const { config } = await probe('source.csv', Buffer.concat([Buffer.from('id,name\n'), ...Array.from({ length: 20 }, () => line)]))
  expect(config).toMatchObject({ encoding: 'gb18030', columns: [{ name: 'id', type: 'integer' }, { name: 'name', type: 'text' }] }) // prettier-ignore
})

test('JSON tells where its records are, JSON Lines that it is lines', async () => {
  const nested = await probe('source.json', '{"data":{"items":[{"id":1,"at":{"city":"X"}},{"id":2,"tags":["a"]}]}}')
  expect(nested.config).toMatchObject({ layout: 'document', recordPath: 'data.items' })
  expect(nested.config.columns).toMatchObject([{ source: 'id', type: 'integer' }, { source: 'at.city', type: 'text' }, { source: 'tags', type: 'list' }]) // prettier-ignore
  const lines = await probe('source.json', '{"id":"0012"}\n{"id":"7"}\n')
  expect(lines.config).toMatchObject({ layout: 'lines', columns: [{ source: 'id', type: 'text' }] })
})

test('XML tells its record path, attributes and repeated elements', async () => {
  const { config } = await probe('source.xml', '<all><c id="1"><n>A</n><p>1</p><p>2</p></c><c id="2"><n>B</n></c></all>')
  expect(config).toMatchObject({ recordPath: 'all/c' })
  const columns = Array.isArray(config.columns) ? config.columns.map((column: unknown) => column) : []
  expect(columns).toEqual(expect.arrayContaining([expect.objectContaining({ source: '@id' }), expect.objectContaining({ source: 'n', type: 'text' }), expect.objectContaining({ type: 'list', name: 'p' })])) // prettier-ignore
})

test.each([
  ['file-not-found', 'source.csv', undefined, {}],
  ['empty-file', 'source.csv', '', {}],
  ['path-outside-folder', 'source.csv', 'x', { path: '../in' }],
  ['empty-file', 'source.json', '', {}],
  ['truncated-json', 'source.json', '[{"a":1},{', {}],
  ['xml-tag-mismatch', 'source.xml', '<a><b></a>', {}],
  ['xml-dtd-refused', 'source.xml', '<!DOCTYPE a><a/>', {}],
  ['cannot-probe', 'source.table', 'x', {}],
])('the problem %s at %s', async (code, type, content, config) => {
  const found = await probe(type, content, config)
  expect(found).toMatchObject({ config: {}, problems: [{ severity: 'error', code }] })
})
