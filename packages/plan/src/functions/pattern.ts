const LOOKAROUND = /\(\?(?:=|!|<=|<!)/
const MAX_LENGTH = 2_000

/**
 * Why a regular expression can't be used, or undefined. Patterns are those of RE2 (linear time): no look-around, no back references.
 * https://github.com/google/re2/wiki/Syntax
 */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > MAX_LENGTH) return 'too-long'
  const bare = pattern.replace(/\\\\/g, '')
  if (LOOKAROUND.test(bare)) return 'look-around'
  if (/\\[1-9]/.test(bare)) return 'back-reference'
  for (const repeat of bare.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    if (Number(repeat[1]) > 1_000 || Number(repeat[2] ?? 0) > 1_000) return 'repeat-too-large'
  }
  try {
    new RegExp(inJavaScript(pattern), 'u')
    return undefined
  } catch {
    return 'syntax'
  }
}

/** The pattern with the spellings that only RE2 knows put in JavaScript's, for a check of its syntax. */
const inJavaScript = (pattern: string): string =>
  pattern
    .replace(/\(\?[imsU]+(?:-[imsU]+)?\)/g, '')
    .replace(/\(\?[imsU]+(?:-[imsU]+)?:/g, '(?:')
    .replace(/\(\?P</g, '(?<')
    .replace(/\\[AzZ]/g, '')
    .replace(/\\x\{([0-9A-Fa-f]+)\}/g, '\\u{$1}')
    .replace(/\\p([A-Z])/g, '\\p{$1}')
    .replace(/\[:\w+:\]/g, 'a')
    .replace(/\\([^\w\s$()*+./?[\\\]^{|}-])/gu, '$1')
    .replace(/\\-(?![^[]*\])/g, '-')
