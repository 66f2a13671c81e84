import { fromByteText, toByteText } from '../text/byte-text.ts'

const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** A reference that is not text: an entity of the document's own, or one that is not written as one. */
export type ReferenceFault = { readonly kind: 'entity' | 'broken'; readonly at: number }

const isCharacter = (code: number): boolean =>
  code === 9 || code === 10 || code === 13 || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff) // prettier-ignore

function resolve(body: string): string | undefined {
  if (!body.startsWith('#')) return Object.hasOwn(PREDEFINED, body) ? PREDEFINED[body] : undefined
  const code = /^#x[0-9A-Fa-f]+$/.test(body) ? parseInt(body.slice(2), 16) : /^#\d+$/.test(body) ? parseInt(body.slice(1), 10) : -1
  return isCharacter(code) ? toByteText(String.fromCodePoint(code)) : undefined
}

/** Byte text with its references replaced (XML 1.0, 4.1 and 4.6): characters by number and the five predefined entities. */
export function unescapeXml(raw: string): string | ReferenceFault {
  let result = ''
  let from = 0
  for (let at = raw.indexOf('&'); at >= 0; at = raw.indexOf('&', from)) {
    const end = raw.indexOf(';', at)
    const body = end < 0 ? '' : raw.slice(at + 1, end)
    const value = resolve(body)
    if (value === undefined) return { kind: /^[\p{L}_:][\p{L}\p{N}_:.-]*$/u.test(fromByteText(body)) ? 'entity' : 'broken', at }
    result += raw.slice(from, at) + value
    from = end + 1
  }
  return result + raw.slice(from)
}
