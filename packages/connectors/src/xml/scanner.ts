import { excerpt, fromByteText } from '../text/byte-text.ts'
import { LineCounter } from '../text/line-counter.ts'
import { DECLARATION, FORBIDDEN, isSpace } from './characters.ts'
import type { WrittenAttributes, XmlEvents } from './events.ts'
import { XmlFault, type XmlFaultCode } from './fault.ts'
import { KnownNames, type KnownName } from './known-names.ts'
import { isPrefixedName } from './name.ts'
import { unescapeXml } from './unescape.ts'

const NONE: WrittenAttributes = []
/** The token goes on in the next block. */
const INCOMPLETE = -1
const GT = 0x3e
const SLASH = 0x2f
const BANG = 0x21
const QUESTION = 0x3f
const EQUALS = 0x3d
const LT = 0x3c
const AMPERSAND = 0x26
const CLOSE_BRACKET = 0x5d

/**
 * Reads XML 1.0 without a document type, given as byte text block by block, and checks that it is well-formed: tags that
 * match, one root, names, attributes, references, characters. Several times faster than a parser that keeps a state per character,
 * because it looks for the next mark and takes what is between in one piece.
 */
export class XmlScanner {
  private text = ''
  private at = 0
  private base = 0
  private held = ''
  private enough = 0
  private rootSeen = false
  private readonly lines = new LineCounter()
  private mark = 0
  private readonly names = new KnownNames()
  private readonly open: KnownName[] = []
  private readonly events: XmlEvents

  constructor(events: XmlEvents) {
    this.events = events
  }

  /** Where the token being read starts, in the whole text. */
  get offset(): number {
    return this.base + Math.max(this.at, this.text.indexOf('<', this.at))
  }

  /** The line on which the element begins that is told of just now; asked for once it opens. */
  readonly line = (): number => this.lines.lineAt(this.text, this.mark)

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
    const element = this.open.at(-1)?.name
    const stray = rest.search(/\S/)
    if (element === undefined && stray >= 0 && rest[stray] !== '<') this.fail(this.at + stray)
    if (element !== undefined || rest.trim() !== '' || !this.rootSeen)
      throw new XmlFault('truncated-xml', this.base + this.text.length, { element: fromByteText(element ?? '') })
  }

  private take(fresh: string): void {
    const bad = FORBIDDEN.exec(fresh)
    const kept = this.text.length - this.at
    this.base += this.at
    this.lines.drop(this.text, this.at)
    // Joined, not added: what V8 keeps in two parts is read more slowly, character by character.
    this.text = kept === 0 ? fresh : [this.text.slice(this.at), fresh].join('')
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
      const mark = this.text.charCodeAt(this.at) === LT ? this.at : this.text.indexOf('<', this.at)
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
    if (this.open.length > 0 && this.isPlain(from, to)) {
      if (this.events.wantsText()) this.events.text(this.text, from, to)
      return
    }
    const raw = this.text.slice(from, to)
    if (this.open.length === 0) {
      if (raw.trim() !== '') this.fail(from + raw.search(/\S/))
      return
    }
    if (raw.includes(']]>')) this.fail(from + raw.indexOf(']]>'))
    const plain = this.references(raw, from)
    if (this.events.wantsText()) this.events.text(plain, 0, plain.length)
  }

  /** Neither a reference nor what may be the end of a section outside of one. */
  private isPlain(from: number, to: number): boolean {
    const { text } = this
    for (let at = from; at < to; at++) {
      const code = text.charCodeAt(at)
      if (code === AMPERSAND || code === CLOSE_BRACKET) return false
    }
    return true
  }

  private references(raw: string, from: number): string {
    if (!raw.includes('&')) return raw
    const text = unescapeXml(raw)
    if (typeof text === 'string') return text
    return this.fail(from + text.at, text.kind === 'entity' ? 'xml-entity-refused' : 'broken-xml')
  }

  private endTag(mark: number): number {
    const { text } = this
    const innermost = this.open.at(-1)
    if (innermost !== undefined && text.startsWith(innermost.end, mark)) {
      this.characters(mark)
      this.open.pop()
      this.events.close()
      return mark + innermost.end.length
    }
    const close = text.indexOf('>', mark)
    if (close < 0) return INCOMPLETE
    this.characters(mark)
    const expected = this.open.pop()?.name
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
      if (this.events.wantsText()) this.events.text(text, mark + 9, close)
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
    const guess = this.names.guess
    if (guess !== undefined && text.startsWith(guess.start, mark)) {
      this.names.follow(guess)
      this.begin(mark, guess, NONE)
      this.open.push(guess)
      return mark + guess.start.length
    }
    const element = this.elementName(mark + 1)
    if (element === undefined) return INCOMPLETE
    const nameEnd = mark + 1 + element.name.length
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
    this.begin(mark, element, attributes ?? NONE)
    if (empty) this.events.close()
    else this.open.push(element)
    return empty ? at + 2 : at + 1
  }

  /** Tells of an element, behind the text before it. */
  private begin(mark: number, { name }: KnownName, attributes: WrittenAttributes): void {
    this.characters(mark)
    if (this.rootSeen && this.open.length === 0) this.fail(mark)
    this.rootSeen = true
    this.mark = mark
    this.events.open(name, attributes)
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

  /** The element's name; undefined when the block ends in it. */
  private elementName(from: number): KnownName | undefined {
    const { text, names } = this
    const { guess } = names
    const guessEnd = guess === undefined ? 0 : from + guess.name.length
    const guessed =
      guess !== undefined && guessEnd < text.length && text.startsWith(guess.name, from) && this.nameEnd(guessEnd) === guessEnd
    const end = guessed ? guessEnd : this.nameEnd(from)
    if (end >= text.length) return undefined
    const known = guessed ? guess : this.checkName(text.slice(from, end), from)
    names.follow(known)
    return known
  }

  private checkName(name: string, at: number): KnownName {
    return this.names.find(name) ?? this.fail(at)
  }
}
