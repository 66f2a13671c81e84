import { ConnectorError, type SourceBatch } from '@sluice/engine/connector'
import { SaxesParser } from 'saxes'
import { BatchBuilder } from '../record/batch.ts'
import type { TextSource } from '../text/text-source.ts'
import { isRecord, localName, type Prefixes, recordPath, xmlColumn, type XmlName } from './path.ts'
import { RecordHandler, type XmlAttribute } from './record-handler.ts'

/** Deepest nesting of elements that is read. */
const MAX_DEPTH = 64

/** What is wanted from an XML document. */
export interface XmlRequest {
  readonly recordPath: string
  readonly prefixes: Prefixes
  readonly columns: readonly { readonly source: string; readonly list: boolean }[]
}

interface Tag {
  readonly name: string
  readonly attributes: Readonly<Record<string, unknown>>
}

/** What the parser tells about an element, with the names resolved that the node can ask for. */
interface NameReader {
  readonly element: (tag: Tag) => XmlName
  readonly attributes: (tag: Tag) => readonly XmlAttribute[]
}

const NO_ATTRIBUTES: readonly XmlAttribute[] = []

const textOf = (value: unknown, key: string): string => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return typeof found === 'string' ? found : ''
}

/** Names as they are written: quicker, and all that is needed when the node declares no namespaces. */
function writtenNames(): NameReader {
  const known = new Map<string, XmlName>()
  const named = (name: string): XmlName => {
    let found = known.get(name)
    if (found === undefined) known.set(name, (found = { full: name, local: localName(name) }))
    return found
  }
  const attributes = (tag: Tag): readonly XmlAttribute[] => {
    let list: XmlAttribute[] | undefined
    for (const name in tag.attributes) {
      const value = tag.attributes[name]
      if (name !== 'xmlns' && !name.startsWith('xmlns:') && typeof value === 'string')
        (list ??= []).push({ full: name, local: named(name).local, written: name, value })
    }
    return list ?? NO_ATTRIBUTES
  }
  return { element: (tag) => named(tag.name), attributes }
}

/** Names with their namespaces, as the parser resolved them. */
function resolvedNames(): NameReader {
  const resolve = (value: unknown): XmlName => {
    const local = textOf(value, 'local')
    const uri = textOf(value, 'uri')
    return { full: uri === '' ? local : `{${uri}}${local}`, local }
  }
  const attributes = (tag: Tag): readonly XmlAttribute[] =>
    Object.entries(tag.attributes)
      .filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:'))
      .map(([name, value]) => ({ ...resolve(value), written: name, value: textOf(value, 'value') }))
  return { element: resolve, attributes }
}

function parseFailure(parser: SaxesParser, error: Error, file: string): ConnectorError {
  const reason = error.message.replace(/^(?:[^:]*:)?\d+:\d+: /, '')
  const facts = { file, line: parser.line, column: parser.column + 1 }
  if (reason.startsWith('undefined entity')) return new ConnectorError('xml-entity-refused', facts)
  return new ConnectorError('broken-xml', { ...facts, reason })
}

/** A parser whose events go to the handler while a record is open, and look for the next record otherwise. */
function makeParser(request: XmlRequest, handler: RecordHandler, file: string): { parser: SaxesParser; found: () => boolean } {
  const resolved = request.prefixes.size > 0
  const parser: SaxesParser = resolved ? new SaxesParser({ xmlns: true }) : new SaxesParser()
  const names = resolved ? resolvedNames() : writtenNames()
  const path = recordPath(request.recordPath, request.prefixes)
  const stack: XmlName[] = []
  let found = false
  parser.on('error', (error) => {
    throw parseFailure(parser, error, file)
  })
  parser.on('doctype', () => {
    throw new ConnectorError('xml-dtd-refused', { file, line: parser.line })
  })
  parser.on('opentag', (tag) => {
    const name = names.element(tag)
    stack.push(name)
    if (stack.length > MAX_DEPTH) throw new ConnectorError('xml-too-deep', { file, line: parser.line, limit: MAX_DEPTH })
    if (handler.depth > 0 || isRecord(path, stack)) {
      found = true
      handler.open(name, tag.name, names.attributes(tag))
    }
  })
  const text = (piece: string): void => {
    if (handler.depth > 0) handler.text(piece)
  }
  parser.on('text', text)
  parser.on('cdata', text)
  parser.on('closetag', () => {
    stack.pop()
    if (handler.depth > 0) handler.close(parser.line)
  })
  return { parser, found: () => found }
}

/** The records of an XML document of any size, in batches. DTD and entities of the document's own are refused. */
export async function* readXml(source: TextSource, request: XmlRequest): AsyncGenerator<SourceBatch> {
  const columns = request.columns.map((column) => xmlColumn(column.source, column.list, request.prefixes))
  const batch = new BatchBuilder(columns.length)
  const sources = request.columns.map((column) => column.source)
  const { parser, found } = makeParser(request, new RecordHandler(columns, sources, batch), source.name)
  let empty = true
  for await (const text of source.blocks()) {
    empty &&= text.trim() === ''
    parser.write(text)
    if (batch.full) yield batch.take()
  }
  if (empty) throw new ConnectorError('empty-file', { file: source.name })
  parser.close()
  if (!batch.empty) yield batch.take()
  if (!found()) throw new ConnectorError('record-path-not-found', { file: source.name, recordPath: request.recordPath })
}
