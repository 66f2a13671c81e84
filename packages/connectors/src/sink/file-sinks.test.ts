import { expect, test } from 'vitest'
import { connectors } from '../index.ts'

const sink = (name: string, config: Readonly<Record<string, unknown>>): unknown => connectors.sinks.get(name)?.file(config)

test('settings become formats', () => {
  expect(
    sink('csv', {
      path: 'out/a.csv',
      delimiter: ';',
      header: false,
      newline: 'crlf',
      missing: 'NULL',
      bom: true,
      escapeFormulas: false,
      anyOrder: true,
    }),
  ).toEqual({
    path: 'out/a.csv',
    anyOrder: true,
    partitionBy: '',
    append: false,
    format: { kind: 'csv', delimiter: ';', quote: '"', header: false, escapeFormulas: false, missing: 'NULL', bom: true, newline: '\r\n' },
  })
  expect(sink('csv', { path: 'a.csv' })).toMatchObject({
    anyOrder: false,
    format: { delimiter: ',', header: true, escapeFormulas: true, newline: '\n' },
  })
  expect(sink('json', { path: 'a.jsonl', layout: 'lines', omitMissing: true })).toMatchObject({
    format: { kind: 'json', array: false, omitMissing: true },
  })
  expect(sink('json', { path: 'a.json' })).toMatchObject({ format: { array: true } })
  expect(sink('parquet', { path: 'a.parquet', compression: 'snappy' })).toMatchObject({
    format: { kind: 'parquet', compression: 'snappy' },
  })
  expect(sink('xml', { path: 'a.xml', root: '客户们', record: '客户', attributes: ['id'] })).toMatchObject({
    format: { kind: 'xml', root: '客户们', record: '客户', itemName: '', attributes: ['id'] },
  })
  expect(sink('csv', { path: 'a.csv', whenExists: 'append' })).toMatchObject({ append: true })
  expect(sink('json', { path: 'a.jsonl', layout: 'lines', whenExists: 'append' })).toMatchObject({ append: true })
  // A setting that is not shown for a document must not break it.
  expect(sink('json', { path: 'a.json', whenExists: 'append' })).toMatchObject({ append: false })
  expect(sink('table', {})).toMatchObject({ format: { kind: 'parquet' } })
})

test.each([
  ['csv', { path: '' }, 'file-not-given', 'path'],
  ['csv', { path: '../a.csv' }, 'path-outside-folder', 'path'],
  ['csv', { path: '/etc/a.csv' }, 'path-outside-folder', 'path'],
  ['csv', { path: 'C:\\a.csv' }, 'path-outside-folder', 'path'],
  ['json', { path: 'folder/' }, 'not-a-file', 'path'],
  ['csv', { path: 'a.csv', delimiter: '"' }, 'bad-delimiter', 'delimiter'],
  ['csv', { path: 'a.csv', delimiter: '' }, 'bad-delimiter', 'delimiter'],
  ['xml', { path: 'a.xml', root: '1a' }, 'bad-xml-name', 'root'],
  ['xml', { path: 'a.xml', record: 'a b' }, 'bad-xml-name', 'record'],
  ['xml', { path: 'a.xml', itemName: 'a:b' }, 'bad-xml-name', 'itemName'],
  ['xml', { path: 'a.xml', attributes: ['ok', '<x>'] }, 'bad-xml-name', 'attributes'],
  ['parquet', { path: 'a.parquet', compression: 'rar' }, 'bad-compression', 'compression'],
])('%s refuses %j', (name, config, code, field) => {
  expect(sink(name, config)).toMatchObject({ severity: 'error', code, path: [field] })
})
