/** Deepest nesting that is read. */
export const MAX_DEPTH = 64

/** Why a JSON text can't be read on from here. */
export type JsonFault = 'more' | 'broken' | 'deep'

/** Thrown inside the scanner and caught where records are taken; one object, because it is thrown at every block's end. */
export class JsonStop extends Error {
  readonly fault: JsonFault
  readonly at: number
  constructor(fault: JsonFault, at: number) {
    super(fault)
    this.fault = fault
    this.at = at
  }
}

export const QUOTE = 0x22
export const BACKSLASH = 0x5c
export const OPEN_OBJECT = 0x7b
export const CLOSE_OBJECT = 0x7d
export const OPEN_ARRAY = 0x5b
export const CLOSE_ARRAY = 0x5d
export const COMMA = 0x2c
export const COLON = 0x3a
const MINUS = 0x2d
const POINT = 0x2e

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** Walks over the values of a JSON text (RFC 8259), or of its byte text, without making objects of them. Positions are offsets in `text`. */
export class JsonScanner {
  text = ''
  /** No more text comes behind this. */
  ended = false
  /** The string passed last holds escapes. */
  escaped = false

  stop(fault: JsonFault, at: number): never {
    throw new JsonStop(fault, at)
  }

  /** The character code there; at the end of the text: stops for more. */
  code(at: number): number {
    return at < this.text.length ? this.text.charCodeAt(at) : this.stop('more', at)
  }

  space(from: number): number {
    let at = from
    for (;;) {
      const code = this.text.charCodeAt(at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at
      at++
    }
  }

  /** From an opening quote to behind the closing one. */
  string(from: number): number {
    const { text } = this
    this.escaped = false
    for (let at = from + 1; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === QUOTE) return at + 1
      if (code === BACKSLASH) {
        this.escaped = true
        at++
      } else if (code < 0x20) this.stop('broken', at)
    }
    return this.stop('more', text.length)
  }

  private digits(from: number): number {
    let at = from
    while (isDigit(this.text.charCodeAt(at))) at++
    if (at === from) this.stop(at < this.text.length ? 'broken' : 'more', at)
    return at
  }

  number(from: number): number {
    const { text } = this
    let at = text.charCodeAt(from) === MINUS ? from + 1 : from
    at = this.code(at) === 0x30 ? at + 1 : this.digits(at)
    if (text.charCodeAt(at) === POINT) at = this.digits(at + 1)
    const exponent = text.charCodeAt(at) | 0x20
    if (exponent === 0x65) {
      const sign = this.code(at + 1)
      at = this.digits(sign === 0x2b || sign === MINUS ? at + 2 : at + 1)
    }
    if (at >= text.length && !this.ended) this.stop('more', at)
    return at
  }

  word(from: number, word: string): number {
    if (this.text.startsWith(word, from)) return from + word.length
    return this.stop(word.startsWith(this.text.slice(from)) ? 'more' : 'broken', from)
  }

  /** From the first character of a value to behind its last one. */
  value(from: number, depth: number): number {
    const code = this.code(from)
    if (code === QUOTE) return this.string(from)
    if (code === OPEN_OBJECT) return this.object(from, depth + 1)
    if (code === OPEN_ARRAY) return this.array(from, depth + 1)
    if (code === MINUS || isDigit(code)) return this.number(from)
    if (code === 0x74) return this.word(from, 'true')
    if (code === 0x66) return this.word(from, 'false')
    return code === 0x6e ? this.word(from, 'null') : this.stop('broken', from)
  }

  /** Behind a comma: where the next member starts; -1 behind the closing bracket, whose end is `end`. */
  expect(at: number, code: number): number {
    return this.code(at) === code ? at + 1 : this.stop('broken', at)
  }

  private object(from: number, depth: number): number {
    if (depth > MAX_DEPTH) this.stop('deep', from)
    let at = this.space(from + 1)
    if (this.code(at) === CLOSE_OBJECT) return at + 1
    for (;;) {
      if (this.code(at) !== QUOTE) this.stop('broken', at)
      at = this.expect(this.space(this.string(at)), COLON)
      at = this.space(this.value(this.space(at), depth))
      if (this.code(at) === CLOSE_OBJECT) return at + 1
      at = this.space(this.expect(at, COMMA))
    }
  }

  private array(from: number, depth: number): number {
    if (depth > MAX_DEPTH) this.stop('deep', from)
    let at = this.space(from + 1)
    if (this.code(at) === CLOSE_ARRAY) return at + 1
    for (;;) {
      at = this.space(this.value(at, depth))
      if (this.code(at) === CLOSE_ARRAY) return at + 1
      at = this.space(this.expect(at, COMMA))
    }
  }
}
