import { byteOrderMark, detectEncoding } from './detect-encoding.ts'

/** The encoding of an XML file by its mark, its zero bytes or its declaration; UTF-8 when it says nothing (XML 1.0, appendix F). */
export function xmlEncoding(head: Buffer): string {
  const mark = byteOrderMark(head)
  if (mark !== undefined) return mark.encoding
  const detected = detectEncoding(head)
  if (detected.startsWith('utf-16')) return detected
  const declared = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(head.toString('latin1', 0, 1024))
  return declared?.[1]?.toLowerCase() ?? 'utf-8'
}
