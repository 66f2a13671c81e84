import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { failureOf, type ReadRows, readAll, textInPieces } from '../source-fixture.ts'
import { fromByteText, toByteText } from '../text/byte-text.ts'
import { readXml } from './read-xml.ts'
import { XmlFault } from './fault.ts'
import { XmlScanner } from './scanner.ts'

interface Options {
  readonly lists?: readonly string[]
  readonly prefixes?: Readonly<Record<string, string>>
  readonly piece?: number
}

function read(
  text: string,
  recordPath: string,
  sources: readonly string[],
  { lists = [], prefixes = {}, piece = 1 << 20 }: Options = {},
): Promise<ReadRows> {
  const columns = sources.map((source) => ({ source, list: lists.includes(source) }))
  return readAll(readXml(textInPieces(text, piece), { recordPath, prefixes: new Map(Object.entries(prefixes)), columns }))
}

const SHOP = `<?xml version="1.0" encoding="UTF-8"?>
<!-- orders -->
<shop xmlns:x="urn:x">
  <order id="1" x:kind='a&amp;b'><to><name> Lin &lt;3 &#20013; </name></to><item>p</item><item>q</item><note><![CDATA[<b> & ]]>]]&gt;</note></order>
  <order id="2"><to><name/></to><x:total cur="CNY">12.50</x:total></order>
  <order id="3"><item sku="7">r<size>L</size></item></order>
</shop>`

test('elements, attributes, repeats, CDATA and references', async () => {
  for (const piece of [1, 5, 1000]) {
    const { rows } = await read(SHOP, 'shop/order', ['@id', '@kind', 'to/name', 'item[]', 'note', 'total', 'total/@cur'], { piece })
    expect(rows).toEqual([
      ['1', 'a&b', ' Lin <3 中 ', '["p","q"]', '<b> & ]]>', null, null],
      ['2', null, '', null, null, '12.50', 'CNY'],
      ['3', null, null, '[{"@sku":"7","size":"L","#text":"r"}]', null, null, null],
    ])
  }
})

test('an element with elements inside is JSON text; one or many is fixed by the node', async () => {
  const { rows, rejects } = await read(SHOP, '//order', ['@id', 'to', 'item'], { lists: [] })
  expect(rows).toEqual([
    ['2', '{"name":""}', null],
    ['3', null, '{"@sku":"7","size":"L","#text":"r"}'],
  ])
  expect(rejects).toMatchObject([{ code: 'repeated-element', column: 'item' }])
  expect((await read(SHOP, '//order', ['item'], { lists: ['item'] })).rows[1]).toEqual([null])
  expect((await read('<a><b><c>1</c><c>2</c></b></a>', 'a/b', ['.'])).rows).toEqual([['{"c":["1","2"]}']])
  expect((await read('<a><b>x</b><b/></a>', 'a/b', ['.'])).rows).toEqual([['x'], ['']])
})

test('the document itself may be the record; nil is missing', async () => {
  const xml = '<person xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><age>30</age><name>John</name><x xsi:nil="true"/></person>'
  expect((await read(xml, 'person', ['name', 'age', 'x'])).rows).toEqual([['John', '30', null]])
  expect((await read(xml, '', ['age'])).rows).toEqual([['30']])
})

test('names are found by their namespace when the node declares it, whatever prefix the document has', async () => {
  const xml = '<r xmlns="urn:a" xmlns:q="urn:b"><i q:k="1"><n>a</n><q:n>b</q:n></i><i xmlns:z="urn:b"><z:n>c</z:n></i></r>'
  const prefixes = { a: 'urn:a', b: 'urn:b' }
  expect((await read(xml, 'a:r/a:i', ['a:n', 'b:n', '@b:k'], { prefixes })).rows).toEqual([['a', 'b', '1'], [null, 'c', null]]) // prettier-ignore
  expect((await failureOf(read('<r><p:i/></r>', 'a:r', ['x'], { prefixes }))).code).toBe('xml-unknown-prefix')
})

test('line ends of all systems are one character', async () => {
  for (const piece of [1, 2, 1000])
    expect((await read('<a>\r\n<b>1\r\n2\r3</b>\r</a>\r', 'a', ['b'], { piece })).rows).toEqual([['1\n2\n3']])
})

test.each([
  ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', 'xml-dtd-refused', 1],
  ['<?xml version="1.0"?>\n<!DOCTYPE lolz><a/>', 'xml-dtd-refused', 2],
  ['<a>\n&lol9;</a>', 'xml-entity-refused', 2],
  ['<a>\n<b></a>', 'xml-tag-mismatch', 2],
  ['<a>\n<b>1</b>\n<c>', 'truncated-xml', 3],
  ['<a>\n<b x="1', 'truncated-xml', 2],
  ['<a><b>1 & 2</b></a>', 'broken-xml', 1],
  ['<a b=1/>', 'broken-xml', 1],
  ['<a b="1" b="2"/>', 'broken-xml', 1],
  ['<a b="<"/>', 'broken-xml', 1],
  ['<a/><b/>', 'broken-xml', 1],
  ['<a/>text', 'broken-xml', 1],
  ['<a>]]></a>', 'broken-xml', 1],
  ['<a>&#0;</a>', 'broken-xml', 1],
  ['<a>\n\u0001</a>', 'broken-xml', 2],
  ['<1a/>', 'broken-xml', 1],
  [' <?xml version="1.0"?><a/>', 'broken-xml', 1],
  ['', 'empty-file', undefined],
  ['<a/>', 'record-path-not-found', undefined],
  ['<a>'.repeat(1_000_000), 'xml-too-deep', 1],
])('%#: a document that can not be read is an error with its line', async (text, code, line) => {
  const failure = await failureOf(read(text, 'r/x', ['x']))
  expect([failure.code, failure.params['line']]).toEqual([code, line])
})

interface Event {
  readonly open?: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly text?: string
}

/** The events of a document, texts that touch put together; undefined when it is refused. */
function ours(document: string, piece: number): readonly Event[] | undefined {
  const events: Event[] = []
  const xml = toByteText(document)
  const text = (bytes: string, from: number, to: number): void => {
    const value = fromByteText(bytes.slice(from, to))
    const last = events.at(-1)?.text
    if (last === undefined) events.push({ text: value })
    else events[events.length - 1] = { text: last + value }
  }
  const scanner = new XmlScanner({
    open: (open, attributes) => events.push({ open, attributes: Object.fromEntries(attributes) }),
    close: () => events.push({}),
    text,
    wantsText: () => true,
  })
  try {
    for (let at = 0; at < xml.length; at += piece) scanner.write(xml.slice(at, at + piece))
    scanner.end()
    return events
  } catch (error) {
    if (error instanceof XmlFault) return undefined
    throw error
  }
}

function theirs(xml: string): readonly Event[] | undefined {
  const events: Event[] = []
  const parser = new SaxesParser()
  const faults: string[] = []
  let depth = 0
  const text = (value: string): void => {
    const last = events.at(-1)?.text
    if (depth === 0) return
    if (last === undefined) events.push({ text: value })
    else events[events.length - 1] = { text: last + value }
  }
  parser.on('error', () => faults.push('error'))
  parser.on('doctype', () => faults.push('doctype'))
  parser.on('opentag', ({ name, attributes }) => {
    depth++
    events.push({ open: name, attributes })
  })
  parser.on('closetag', () => {
    depth--
    events.push({})
  })
  parser.on('text', text)
  parser.on('cdata', text)
  parser.write(xml).close()
  return faults.length > 0 ? undefined : events
}

const piecesOfXml = fc.constantFrom('<a>', '</a>', '<b x="1">', "<b y='&lt;'\n z=\"\">", '</b>', '<c/>', '<c />', '</a >', 't', ' ', '\n', '\r\n', '&amp;', '&#65;', '&#x4e2d;', '&', '&nope;', '<', '>', ']]>', '<![CDATA[', 'x]]>', '<!-- c -->', '<!--', '-->', '--', '<?pi d?>', '<?xml version="1.0"?>', '"', '=', '中', '\u0000', '<a:b>', '</a:b>') // prettier-ignore

test('agrees with an independent parser on what is XML and on what it says', () => {
  const inner = fc.array(piecesOfXml, { maxLength: 7 }).map((parts) => parts.join(''))
  const documents = fc.oneof(inner, inner.map((body) => `<a>${body}</a>`), fc.tuple(inner, inner).map(([x, y]) => `<a>${x}<b x="1">${y}</b></a>`)) // prettier-ignore
  fc.assert(
    fc.property(documents, fc.integer({ min: 1, max: 9 }), (xml, piece) => {
      expect(ours(xml, piece)).toEqual(theirs(xml))
    }),
    { numRuns: 3000 },
  )
})
