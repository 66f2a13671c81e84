import { isUtf8 } from 'node:buffer'
import chardet from 'chardet'

/** The byte order mark at the start of some bytes, if there is one. */
export function byteOrderMark(bytes: Uint8Array): { encoding: string; length: number } | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 }
  return undefined
}

/** UTF-16 without a mark: text in it has its zero bytes on one side only. */
function utf16(bytes: Uint8Array): string | undefined {
  const pairs = Math.min(bytes.length, 4096) >> 1
  let even = 0
  let odd = 0
  for (let i = 0; i < pairs; i++) {
    if (bytes[2 * i] === 0) even++
    if (bytes[2 * i + 1] === 0) odd++
  }
  if (pairs === 0 || even + odd < pairs * 0.1) return undefined
  if (odd > even * 10) return 'utf-16le'
  return even > odd * 10 ? 'utf-16be' : undefined
}

/** UTF-8, forgiving a character that the end of the sample cuts. */
export function isUtf8Sample(bytes: Uint8Array): boolean {
  for (let cut = 0; cut <= 3 && cut <= bytes.length; cut++) if (isUtf8(bytes.subarray(0, bytes.length - cut))) return true
  return false
}

function decodes(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

/** Characters of two bytes that a guess by statistics needs. */
const ENOUGH_PAIRS = 50

interface PairCounts {
  readonly pairs: number
  /** Pairs with both bytes high, as GB2312 text has them all. */
  readonly high: number
  /** Pairs in the common half of GB2312. */
  readonly commonGb: number
  /** Pairs in the common half of Big5. */
  readonly commonBig5: number
}

function countPairs(bytes: Uint8Array): PairCounts {
  const counts = { pairs: 0, high: 0, commonGb: 0, commonBig5: 0 }
  for (let i = 0; i + 1 < bytes.length; i++) {
    const lead = bytes[i] ?? 0
    if (lead < 0x81 || lead === 0xff) continue
    const trail = bytes[++i] ?? 0
    counts.pairs++
    if (trail >= 0xa1) counts.high++
    if (lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1) counts.commonGb++
    if (lead >= 0xa4 && lead <= 0xc6 && ((trail >= 0x40 && trail <= 0x7e) || trail >= 0xa1)) counts.commonBig5++
  }
  return counts
}

/** chardet's guess by letter statistics, as a label that TextDecoder knows. */
function guess(bytes: Uint8Array): string | undefined {
  const name = chardet.detect(bytes)?.toLowerCase()
  if (name === undefined || name === 'utf-8' || name === 'ascii' || name.startsWith('utf-')) return undefined
  try {
    return new TextDecoder(name).encoding
  } catch {
    return undefined
  }
}

/**
 * The encoding of a text by a sample of its first bytes: mark, UTF-16 by its zeros, UTF-8 by its validity, then
 * GB18030 against Big5 by the share of common characters, then letter statistics, at last Latin-1.
 */
export function detectEncoding(sample: Uint8Array): string {
  const mark = byteOrderMark(sample)
  if (mark !== undefined) return mark.encoding
  const wide = utf16(sample)
  if (wide !== undefined) return wide
  if (isUtf8Sample(sample)) return 'utf-8'
  const { pairs, high, commonGb, commonBig5 } = countPairs(sample)
  const gb = decodes(sample, 'gb18030') ? commonGb / pairs : 0
  const big5 = decodes(sample, 'big5') ? commonBig5 / pairs : 0
  const guessed = guess(sample)
  // Letter statistics mean nothing on a handful of characters.
  if (
    pairs >= ENOUGH_PAIRS &&
    guessed !== undefined &&
    !['gb18030', 'gbk', 'big5', 'windows-1252'].includes(guessed) &&
    decodes(sample, guessed)
  ) {
    if (['shift_jis', 'euc-jp', 'euc-kr'].includes(guessed)) return guessed
  }
  if (gb >= 0.5 && gb >= big5 && high >= pairs * 0.6) return 'gb18030'
  if (big5 >= 0.6) return 'big5'
  return guessed === 'gb18030' || guessed === 'gbk' ? 'gb18030' : 'latin1'
}
