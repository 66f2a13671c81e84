import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Reading } from '@sluice/engine/connector'
import { expect, test } from 'vitest'
import iconv from 'iconv-lite'
import { failureOf, sourceFixture } from '../source-fixture.ts'
import { openCsv } from './open.ts'

const gb18030 = (text: string): Buffer => iconv.encode(text, 'gb18030')

type CsvReading = Extract<Reading, { kind: 'csv' }>

async function opened(
  content: string | Uint8Array,
  columns: readonly string[],
  config: Record<string, unknown> = {},
): Promise<CsvReading & { text: string }> {
  await using fixture = await sourceFixture()
  await fixture.write('a.csv', content)
  const reading = await openCsv({ path: 'a.csv', ...config }, fixture.context(columns))
  if (reading.kind !== 'csv') throw new Error('not a CSV reading')
  return { ...reading, text: await readFile(reading.path, 'utf8') }
}

async function refused(content: string | Uint8Array, columns: readonly string[], config: Record<string, unknown> = {}) {
  await using fixture = await sourceFixture()
  await fixture.write('a.csv', content)
  return await failureOf(openCsv({ path: 'a.csv', ...config }, fixture.context(columns)))
}

test('a UTF-8 file is read where it is', async () => {
  await using fixture = await sourceFixture()
  await fixture.write('a.csv', 'id,name\n1,x\n')
  const reading = await openCsv({ path: 'a.csv' }, fixture.context(['name']))
  expect(reading).toMatchObject({ kind: 'csv', path: join(await realpath(fixture.folder), 'a.csv'), fileColumns: ['id', 'name'] })
})

test('GB18030 and byte order marks become plain UTF-8', async () => {
  const text = '编号,城市\n1,上海\n'
  expect((await opened(gb18030(text), ['城市'])).text).toBe(text)
  expect(await opened(`\ufeff${text}`, ['编号'])).toMatchObject({ text, fileColumns: ['编号', '城市'] })
  expect((await opened(Buffer.from(`\ufeff${text}`, 'utf16le'), ['编号'])).text).toBe(text)
})

test('a file in another encoding than the node says is an error with byte and line', async () => {
  const bytes = gb18030('id,city\n1,x\n2,上海\n')
  expect(await refused(bytes, ['id'], { encoding: 'utf-8' })).toEqual({
    code: 'wrong-encoding',
    params: { file: 'a.csv', encoding: 'utf-8', offset: 15, line: 3 },
  })
})

test('UTF-8 that breaks far behind the sample is an error too', async () => {
  const good = Buffer.from('id,name\n' + '1,中文\n'.repeat(200_000))
  const bytes = Buffer.concat([good, Buffer.from([0x32, 0x2c, 0xff, 0x0a])])
  expect((await refused(bytes, ['id'])).params).toMatchObject({ offset: good.length + 2, line: 200_002 })
})

test('a sample of a large file is opened without reading all of it; what is broken in its beginning is refused', async () => {
  const good = 'id,name\n' + '1,中文\n'.repeat(4_000_000)
  await using fixture = await sourceFixture()
  const open = async (content: string | Uint8Array) => {
    await fixture.write('a.csv', content)
    return openCsv({ path: 'a.csv' }, { ...fixture.context(['id']), sampleRows: 100 })
  }
  expect(await open(`${good}2,"open\n`)).toMatchObject({ kind: 'csv' })
  expect(await open(Buffer.concat([Buffer.from(good), Buffer.from([0xff])]))).toMatchObject({ kind: 'csv' })
  expect((await failureOf(open(`id,name\n1,"open\n`))).code).toBe('unclosed-quote')
  expect((await failureOf(open(Buffer.concat([Buffer.from('id,name\n1,'), Buffer.from([0xff, 0x0a])])))).code).toBe('wrong-encoding')
})

test('a character that a block or the file itself cuts', async () => {
  const half = 'id,name\n' + '1,é中😀\n'.repeat(100_000)
  for (const shift of ['', 'x', 'xx', 'xxx']) expect((await opened(`${shift}${half}`, ['name'])).fileColumns[1]).toBe('name')
  const cut = Buffer.concat([Buffer.from(half), Buffer.from('中').subarray(0, 2)])
  expect(await refused(cut, ['id'])).toMatchObject({ code: 'wrong-encoding' })
})

test('columns without a name, or with one that was there before, get names of their own', async () => {
  expect((await opened('id,,name,name, name ,\n1,2,3,4,5,6\n', ['id'])).fileColumns).toEqual([
    'id',
    'column_2',
    'name',
    'name_2',
    'name_3',
    'column_6',
  ])
  expect((await opened('name,name_2,name\n', ['name'])).fileColumns).toEqual(['name', 'name_2', 'name_3'])
  expect((await opened('1,2\n', ['column_2'], { header: false })).fileColumns).toEqual(['column_1', 'column_2'])
})

test('a header may be long, quoted, broken over lines and behind other lines', async () => {
  const names = Array.from({ length: 2000 }, (_, index) => `column number ${index} of a very wide file with long names`)
  expect((await opened(`${names.join(',')}\n`, [names[1999] ?? ''])).fileColumns).toEqual(names)
  expect((await opened('Report\r\n\r\n"a\r\nb";"c""d"\r\n1;2\r\n', ['c"d'], { delimiter: ';', skip: 2 })).fileColumns).toEqual([
    'a\r\nb',
    'c"d',
  ])
})

test('a header only is a file without rows; an empty file is an error unless it needs no header', async () => {
  expect((await opened('id,name', ['id'])).fileColumns).toEqual(['id', 'name'])
  expect(await refused('', ['id'])).toEqual({ code: 'empty-file', params: { file: 'a.csv' } })
  expect((await refused('\ufeff', ['id'])).code).toBe('empty-file')
  expect((await opened('', ['column_1'], { header: false })).text).toBe('')
})

test('a column the file does not have is named, with those that it has', async () => {
  expect(await refused('id,name\n', ['id', 'nmae'])).toEqual({
    code: 'missing-source-column',
    params: { file: 'a.csv', column: 'nmae', found: 'id, name' },
  })
})

test('a quote that is never closed is told with its line', async () => {
  expect(await refused('id,name\n1,"a ""b"" c"\n2,"open\n3,x\n4,y\n', ['id'])).toMatchObject({
    code: 'unclosed-quote',
    params: { line: 3 },
  })
  expect((await opened('id,size\n1,5" pipe\n2,"6"" pipe"\n', ['id'])).fileColumns).toEqual(['id', 'size'])
  expect((await opened("id,name\n1,'a\\'b'\n", ['id'], { quote: "'", escape: '\\' })).dialect.escape).toBe('\\')
  expect((await refused("id,name\n1,'a\\'\n", ['id'], { quote: "'", escape: '\\' })).code).toBe('unclosed-quote')
})

test('quotes are followed over the blocks in which a file is read', async () => {
  const cell = `"${'x""'.repeat(1_500_000)}"`
  const { dialect } = await opened(`id,name\n1,${cell}\n2,"y"\n`, ['id'])
  expect(dialect.maxLine).toBeGreaterThan(4_500_000)
})

test('a cell of 5 MB makes room for itself; one past the limit is refused', async () => {
  const wide = (cell: string): string => `id,name\n1,${cell}\n2,y\n`
  expect((await opened(wide('x'.repeat(5 << 20)), ['id'])).dialect.maxLine).toBeGreaterThan(5 << 20)
  expect((await opened(wide(`"${'x\n'.repeat(5 << 19)}"`), ['id'])).dialect.maxLine).toBeGreaterThan(5 << 20)
  expect(await refused(wide('x'.repeat(5 << 20)), ['id'], { maxLineMb: 4 })).toEqual({
    code: 'line-too-long',
    params: { file: 'a.csv', limit: '4 MB' },
  })
})

test('the dialect goes to the reader as the node says it', async () => {
  const config = { delimiter: '\\t', missing: ['', 'N/A'], quote: '', skip: 1 }
  expect((await opened('title\nid\tname\n', ['id'], config)).dialect).toEqual({
    delimiter: '\t',
    quote: '',
    escape: '',
    header: true,
    skip: 1,
    newline: 'auto',
    missing: ['', 'N/A'],
    maxLine: 2 << 20,
  })
})
