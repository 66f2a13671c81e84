/**
 * Why a regular expression can't be used; undefined when it can. Patterns run in linear time (RE2), which has
 * no look-around and no back-references, and the browser must say so before the run.
 */
export function patternFault(pattern: string): 'pattern-invalid' | 'pattern-unsupported' | undefined {
  if (/\(\?(?:[=!]|<[=!])/.test(pattern) || /(?:^|[^\\])(?:\\\\)*\\(?:[1-9]|k<)/.test(pattern)) return 'pattern-unsupported'
  try {
    new RegExp(pattern.replace(/^\(\?[ims]+\)/, '').replace(/\(\?P</g, '(?<'), 'u')
    return undefined
  } catch {
    return 'pattern-invalid'
  }
}
