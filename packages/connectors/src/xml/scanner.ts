import { excerpt, fromByteText } from '../text/byte-text.ts'
import type { WrittenAttributes, XmlEvents } from './events.ts'
import { isPrefixedName } from './name.ts'
import { unescapeXml } from './unescape.ts'

/** What is wrong with a document, in words that have a text in every language. */
export type XmlFaultCode =
  | 'broken-xml' | 'xml-dtd-refused' | 'xml-entity-refused' | 'xml-tag-mismatch' | 'truncated-xml' // prettier-ignore

/** Thrown at the place where a document stops being well-formed. */
export class XmlFault extends Error {
  readonly code: XmlFaultCode
  /** Offset in the whole text, line ends counted as one. */
  readonly at: number
  readonly params: Readonly<Record<string, string>>
  constructor(code: XmlFaultCode, at: number, params: Readonly<Record<string, string>> = {}) {
    super(code)
    this.code = code
    this.at = at
    this.params = params
  }
}

const NONE: WrittenAttributes = []
/** The token goes on in the next block. */
const INCOMPLETE = -1
/** Names found to be well-formed are remembered up to this number. */
const MAX_KNOWN_NAMES = 10_000
/** The XML declaration (XML 1.0, production 23). */
const DECLARATION =
  /^<\?xml\s+version\s*=\s*(["'])1\.\d\1(\s+encoding\s*=\s*(["'])[A-Za-z][\w.-]*\3)?(\s+standalone\s*=\s*(["'])(yes|no)\5)?\s*\?>$/
/** Characters that no XML 1.0 document may hold. */
const FORBIDDEN = new RegExp(`[${['\u0000-\u0008', '\u000b\u000c', '\u000e-\u001f'].join('')}]|\xef\xbf[\xbe\xbf]`)

/** A name found to be well-formed, with the name that came after it the last time. */
interface KnownName {
  readonly name: string
  next: KnownName | undefined
}

const GT = 0x3e
const SLASH = 0x2f
const BANG = 0x21
const QUESTION = 0x3f
const EQUALS = 0x3d

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x09

/**
 * Reads XML 1.0 without a document type, given as byte text block by block, and checks that it is well-formed: tags that match, one root,
 * names, attributes, references, characters. Several times faster than a parser that keeps a state per character,
 * because it looks for the next mark and takes what is between in one piece.
 */
export class XmlScanner {
  private text = ''
  private at = 0
  private base = 0
  private held = ''
  private enough = 0
  private rootSeen = false
  private readonly names = new Map<string, KnownName>()
  private last: KnownName = { name: '', next: undefined }
  private readonly open: string[] = []
  private readonly events: XmlEvents

  constructor(events: XmlEvents) {
    this.events = events
  }

  /** Where the token being read starts, in the whole text. */
  get offset(): number {
    return this.base + Math.max(this.at, this.text.indexOf('<', this.at))
  }

  /** Takes the next block of the document. */
  write(block: string): void {
    let fresh = this.held + block
    this.held = fresh.endsWith('\r') ? '\r' : ''
    if (this.held !== '') fresh = fresh.slice(0, -1)
    if (fresh.includes('\r')) fresh = fresh.replace(/\r\n?/g, '\n')
    this.take(fresh)
  }

  /** Ends the document. */
  end(): void {
    if (this.held !== '') this.take('\n')
    this.enough = 0
    this.run()
    const rest = this.text.slice(this.at)
    const element = this.open.at(-1)
    const stray = rest.search(/\S/)
    if (element === undefined && stray >= 0 && rest[stray] !== '<') this.fail(this.at + stray)
    if (element !== undefined || rest.trim() !== '' || !this.rootSeen)
      throw new XmlFault('truncated-xml', this.base + this.text.length, { element: fromByteText(element ?? '') })
  }

  private take(fresh: string): void {
    const bad = FORBIDDEN.exec(fresh)
    const kept = this.text.length - this.at
    this.base += this.at
    this.text = kept === 0 ? fresh : this.text.slice(this.at) + fresh
    this.at = 0
    if (bad !== null) {
      this.text = this.text.slice(0, kept + bad.index)
      this.run()
      throw new XmlFault('broken-xml', this.base + this.text.length, {
        found: `U+${fromByteText(bad[0]).charCodeAt(0).toString(16).padStart(4, '0')}`,
      })
    }
    if (this.text.length < this.enough) return
    this.run()
    // A token that does not fit costs another look only when there is half as much text again.
    this.enough = this.at === 0 ? this.text.length * 1.5 : 0
  }

  private fail(at: number, code: XmlFaultCode = 'broken-xml', params?: Readonly<Record<string, string>>): never {
    throw new XmlFault(code, this.base + at, params ?? { found: excerpt(this.text, at, 20) })
  }

  /** Takes tokens as long as they are whole. */
  private run(): void {
    for (;;) {
      const mark = this.text.indexOf('<', this.at)
      if (mark < 0 || mark + 1 >= this.text.length) return
      const code = this.text.charCodeAt(mark + 1)
      const end =
        code === SLASH
          ? this.endTag(mark)
          : code === BANG
            ? this.section(mark)
            : code === QUESTION
              ? this.instruction(mark)
              : this.startTag(mark)
      if (end === INCOMPLETE) return
      this.at = end
    }
  }

  /** The text between two marks. */
  private characters(to: number): void {
    const from = this.at
    if (to === from || (!this.events.wantsText() && this.space(from) === to)) return
    const raw = this.text.slice(from, to)
    if (this.open.length === 0) {
      if (raw.trim() !== '') this.fail(from + raw.search(/\S/))
      return
    }
    if (raw.includes(']]>')) this.fail(from + raw.indexOf(']]>'))
    const plain = this.references(raw, from)
    if (this.events.wantsText()) this.events.text(plain)
  }

  private references(raw: string, from: number): string {
    if (!raw.includes('&')) return raw
    const text = unescapeXml(raw)
    if (typeof text === 'string') return text
    return this.fail(from + text.at, text.kind === 'entity' ? 'xml-entity-refused' : 'broken-xml')
  }

  private endTag(mark: number): number {
    const { text } = this
    const close = text.indexOf('>', mark)
    if (close < 0) return INCOMPLETE
    this.characters(mark)
    const expected = this.open.pop()
    const found = text.slice(mark + 2, close)
    if (expected === undefined) return this.fail(mark)
    if (found !== expected && found.replace(/[ \n\t]+$/, '') !== expected)
      this.fail(mark, 'xml-tag-mismatch', { expected: fromByteText(expected), found: excerpt(found, 0, 100) })
    this.events.close()
    return close + 1
  }

  /** A comment, a CDATA section or a document type. */
  private section(mark: number): number {
    const { text } = this
    if (text.startsWith('<!--', mark)) {
      const dashes = text.indexOf('--', mark + 4)
      if (dashes < 0 || dashes + 2 >= text.length) return INCOMPLETE
      if (text.charCodeAt(dashes + 2) !== GT) this.fail(dashes)
      this.characters(mark)
      return dashes + 3
    }
    if (text.startsWith('<![CDATA[', mark)) {
      const close = text.indexOf(']]>', mark)
      if (close < 0) return INCOMPLETE
      this.characters(mark)
      if (this.open.length === 0) this.fail(mark)
      if (this.events.wantsText()) this.events.text(text.slice(mark + 9, close))
      return close + 3
    }
    if (text.startsWith('<!DOCTYPE', mark)) this.fail(mark, 'xml-dtd-refused', {})
    const start = text.slice(mark, mark + 9)
    return '<!--'.startsWith(start) || '<![CDATA['.startsWith(start) || '<!DOCTYPE'.startsWith(start) ? INCOMPLETE : this.fail(mark)
  }

  private instruction(mark: number): number {
    const { text } = this
    const close = text.indexOf('?>', mark + 2)
    if (close < 0) return INCOMPLETE
    this.characters(mark)
    const target = /^[^ \n\t?]*/.exec(text.slice(mark + 2, close))?.[0] ?? ''
    const declares = target.toLowerCase() === 'xml'
    if (!isPrefixedName(fromByteText(target)) || (declares && this.base + mark !== 0)) this.fail(mark)
    if (declares && !DECLARATION.test(text.slice(mark, close + 2))) this.fail(mark)
    return close + 2
  }

  private startTag(mark: number): number {
    const { text } = this
    const name = this.elementName(mark + 1)
    if (name === undefined) return INCOMPLETE
    const nameEnd = mark + 1 + name.length
    let attributes: [string, string][] | undefined
    let at = nameEnd
    for (;;) {
      const before = at
      at = this.space(at)
      const code = text.charCodeAt(at)
      if (at >= text.length) return INCOMPLETE
      if (code === GT || code === SLASH) break
      if (at === before) this.fail(at)
      const equals = this.nameEnd(at)
      const quote = this.space(this.space(equals) + 1)
      if (quote >= text.length) return INCOMPLETE
      const key = this.checkName(text.slice(at, equals), at).name
      if (text.charCodeAt(this.space(equals)) !== EQUALS) this.fail(this.space(equals))
      const mark = text[quote]
      if (mark !== '"' && mark !== "'") return this.fail(quote)
      const end = text.indexOf(mark, quote + 1)
      if (end < 0) return INCOMPLETE
      attributes ??= []
      if (attributes.some(([other]) => other === key)) this.fail(at)
      attributes.push([key, this.attributeValue(quote + 1, end)])
      at = end + 1
    }
    const empty = text.charCodeAt(at) === SLASH
    if (empty && at + 1 >= text.length) return INCOMPLETE
    if (empty && text.charCodeAt(at + 1) !== GT) this.fail(at)
    this.characters(mark)
    if (this.rootSeen && this.open.length === 0) this.fail(mark)
    this.rootSeen = true
    this.events.open(name, attributes ?? NONE)
    if (empty) this.events.close()
    else this.open.push(name)
    return empty ? at + 2 : at + 1
  }

  private attributeValue(from: number, to: number): string {
    const raw = this.text.slice(from, to)
    const lt = raw.indexOf('<')
    if (lt >= 0) this.fail(from + lt)
    return this.references(raw.includes('\n') || raw.includes('\t') ? raw.replace(/[\n\t]/g, ' ') : raw, from)
  }

  private space(from: number): number {
    let at = from
    while (isSpace(this.text.charCodeAt(at))) at++
    return at
  }

  private nameEnd(from: number): number {
    const { text } = this
    for (let at = from; ; at++) {
      const code = text.charCodeAt(at)
      if (code === GT || code === SLASH || code === EQUALS || isSpace(code) || at >= text.length) return at
    }
  }

  /** The element's name; records repeat themselves, so the name that followed the last one the last time is tried first. */
  private elementName(from: number): string | undefined {
    const { text } = this
    const guess = this.last.next
    const guessEnd = guess === undefined ? 0 : from + guess.name.length
    if (guess !== undefined && guessEnd < text.length && text.startsWith(guess.name, from) && this.nameEnd(guessEnd) === guessEnd) {
      this.last = guess
      return guess.name
    }
    const end = this.nameEnd(from)
    if (end >= text.length) return undefined
    const known = this.checkName(text.slice(from, end), from)
    this.last.next = known
    this.last = known
    return known.name
  }

  private checkName(name: string, at: number): KnownName {
    const known = this.names.get(name)
    if (known !== undefined) return known
    if (!isPrefixedName(fromByteText(name))) this.fail(at)
    const fresh = { name, next: undefined }
    if (this.names.size < MAX_KNOWN_NAMES) this.names.set(name, fresh)
    return fresh
  }
}
