import { ConnectorError, type PackedBatch } from '@sluice/engine/connector'
import { BatchBuilder } from '../record/batch.ts'
import { fromByteText, toByteText } from '../text/byte-text.ts'
import { locate, type TextSource } from '../text/text-source.ts'
import { type NameReader, ResolvedNames, UnknownPrefix, WrittenNames } from './names.ts'
import { isRecord, type Prefixes, recordPath, type RecordPath, xmlColumn, type XmlName } from './path.ts'
import { RecordHandler, type XmlAttribute } from './record-handler.ts'
import type { WrittenAttributes, XmlEvents } from './events.ts'
import { XmlFault } from './fault.ts'
import { XmlScanner } from './scanner.ts'

/** Deepest nesting of elements that is read. */
const MAX_DEPTH = 64

/** What is wanted from an XML document. */
export interface XmlRequest {
  readonly recordPath: string
  readonly prefixes: Prefixes
  readonly columns: readonly { readonly source: string; readonly list: boolean }[]
}

const NO_ATTRIBUTES: readonly XmlAttribute[] = []

/** The events of a document, told to the handler while a record is open; looks for the next record otherwise. */
class RecordEvents implements XmlEvents {
  found = false
  private readonly stack: XmlName[] = []
  private readonly path: RecordPath
  private readonly names: NameReader
  private readonly handler: RecordHandler
  /** Tells the line of the element that opens; the scanner's, which comes to be behind its events. */
  line: () => number = () => 0

  constructor(request: XmlRequest, prefixes: Prefixes, handler: RecordHandler) {
    this.path = recordPath(toByteText(request.recordPath), prefixes)
    this.names = prefixes.size > 0 ? new ResolvedNames() : new WrittenNames()
    this.handler = handler
  }

  open(written: string, attributes: WrittenAttributes): void {
    const { handler, names, stack } = this
    names.enter(attributes)
    const name = names.element(written)
    stack.push(name)
    if (stack.length > MAX_DEPTH) throw new TooDeep()
    if (handler.depth === 0 && !isRecord(this.path, stack)) return
    this.found = true
    handler.open(name, written, attributes.length === 0 ? NO_ATTRIBUTES : names.attributes(attributes), this.line)
  }

  wantsText(): boolean {
    return this.handler.wantsText()
  }

  text(text: string, from: number, to: number): void {
    this.handler.text(text, from, to)
  }

  close(): void {
    this.stack.pop()
    this.names.leave()
    if (this.handler.depth > 0) this.handler.close()
  }
}

/** Elements nested deeper than is read. */
class TooDeep extends Error {}

/** The fault as a person is told it, with line and column. */
async function failure(error: unknown, scanner: XmlScanner, source: TextSource): Promise<unknown> {
  const known = error instanceof XmlFault || error instanceof TooDeep || error instanceof UnknownPrefix
  if (!known) return error
  const offset = error instanceof XmlFault ? error.at : scanner.offset
  const { line, column } = await locate({ name: source.name, blocks: () => singleLineEnds(source) }, offset)
  const facts = { file: source.name, line, column }
  if (error instanceof TooDeep) return new ConnectorError('xml-too-deep', { ...facts, limit: MAX_DEPTH })
  if (error instanceof UnknownPrefix) return new ConnectorError('xml-unknown-prefix', { ...facts, prefix: fromByteText(error.prefix) })
  return new ConnectorError(error.code, { ...facts, ...error.params })
}

/** The text as the scanner counts it: every line end is one character. */
async function* singleLineEnds(source: TextSource): AsyncGenerator<string> {
  let held = ''
  for await (const block of source.blocks()) {
    const text = held + block
    held = text.endsWith('\r') ? '\r' : ''
    yield (held === '' ? text : text.slice(0, -1)).replace(/\r\n?/g, '\n')
  }
}

/** The records of an XML document of any size, in batches. Document types and entities of the document's own are refused. */
export async function* readXml(source: TextSource, request: XmlRequest): AsyncGenerator<PackedBatch> {
  const prefixes = new Map([...request.prefixes].map(([prefix, uri]) => [toByteText(prefix), toByteText(uri)]))
  const columns = request.columns.map((column) => xmlColumn(toByteText(column.source), column.list, prefixes))
  const batch = new BatchBuilder(columns.length)
  const sources = request.columns.map((column) => column.source)
  const events = new RecordEvents(request, prefixes, new RecordHandler(columns, sources, batch))
  const scanner = new XmlScanner(events)
  events.line = scanner.line
  let empty = true
  try {
    for await (const text of source.blocks()) {
      empty &&= text.trim() === ''
      scanner.write(text)
      if (batch.full) yield batch.take()
    }
    if (empty) throw new ConnectorError('empty-file', { file: source.name })
    scanner.end()
  } catch (error) {
    throw await failure(error, scanner, source)
  }
  if (!batch.empty) yield batch.take()
  if (!events.found) throw new ConnectorError('record-path-not-found', { file: source.name, recordPath: request.recordPath })
}
