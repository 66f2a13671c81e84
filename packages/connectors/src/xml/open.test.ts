import { expect, test } from 'vitest'
import iconv from 'iconv-lite'
import { failureOf, readBatches, sourceFixture } from '../source-fixture.ts'
import { openXml } from './open.ts'
import { probeXml } from './probe.ts'

const gb18030 = (text: string): Buffer => iconv.encode(text, 'gb18030')

test('the encoding is the one the document declares', async () => {
  await using fixture = await sourceFixture()
  const config = { path: 'a.xml', recordPath: 'r/i' }
  const rows = async (bytes: Uint8Array) => {
    await fixture.write('a.xml', bytes)
    return (await readBatches(await openXml(config, fixture.context(['n'])))).rows
  }
  const xml = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?><r><i><n>上海</n></i></r>`
  expect(await rows(gb18030(xml('GB18030')))).toEqual([['上海']])
  expect(await rows(gb18030(xml('gb2312')))).toEqual([['上海']])
  expect(await rows(Buffer.from(`\ufeff${xml('UTF-16')}`, 'utf16le'))).toEqual([['上海']])
  await fixture.write('a.xml', gb18030(xml('UTF-8')))
  expect((await failureOf(readBatches(await openXml(config, fixture.context(['n']))))).code).toBe('wrong-encoding')
})

test('a column of the list type takes every element', async () => {
  await using fixture = await sourceFixture()
  await fixture.write('a.xml', '<r><i><t>1</t><t>2</t></i></r>')
  const config = { path: 'a.xml', recordPath: 'r/i', columns: [{ source: 't', name: 'tags', type: 'list' }] }
  expect((await readBatches(await openXml(config, fixture.context(['t'])))).rows).toEqual([['["1","2"]']])
})

test('the probe finds the record path, columns, lists and types', async () => {
  await using fixture = await sourceFixture()
  const probe = async (xml: string, config: Record<string, unknown> = {}) => {
    await fixture.write('p.xml', xml)
    return (await probeXml({ path: 'p.xml', ...config }, fixture.context())).config
  }
  const xml =
    '<shop><head><v>1</v></head><orders><order id="01"><total>1.50</total><tag>a</tag><to><city>x</city></to></order><order id="02"><tag>b</tag><tag>c</tag></order></orders></shop>'
  expect(await probe(xml)).toEqual({
    recordPath: 'shop/orders/order',
    columns: [
      { source: '@id', name: 'id', type: 'text' },
      { source: 'total', name: 'total', type: 'decimal(18,2)' },
      { source: 'tag', name: 'tag', type: 'list' },
      { source: 'to/city', name: 'to_city', type: 'text' },
    ],
  })
  expect(await probe('<p:person xmlns:p="urn:p"><p:age>30</p:age></p:person>')).toEqual({
    recordPath: 'person',
    columns: [{ source: 'age', name: 'age', type: 'integer' }],
  })
  expect((await failureOf(probe('<a><b></a>'))).code).toBe('xml-tag-mismatch')
})
