import type { Problem } from './problem.ts'

/** The largest flow document that is read, in characters. */
export const MAX_FLOW_LENGTH = 20 * 1024 * 1024
/** The deepest nesting that is read. */
export const MAX_DEPTH = 64
const MAX_VALUES = 5_000_000

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

const error = (code: string, params?: Problem['params'], path?: Problem['path']): Problem => ({ severity: 'error', code, params, path })

/** Whether brackets outside of texts nest deeper than allowed; found without parsing, as parsing would recurse. */
function tooDeep(text: string): boolean {
  let depth = 0
  let inText = false
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (inText) {
      if (char === 92) i++
      else if (char === 34) inText = false
    } else if (char === 34) inText = true
    else if (char === 123 || char === 91) {
      if (++depth > MAX_DEPTH) return true
    } else if (char === 125 || char === 93) depth--
  }
  return false
}

/** Depth, size and keys of a parsed value, without recursion. */
export function checkValue(value: unknown): Problem | undefined {
  const waiting: { readonly value: unknown; readonly path: readonly (string | number)[] }[] = [{ value, path: [] }]
  let seen = 0
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    if (typeof item.value !== 'object' || item.value === null) continue
    if (item.path.length >= MAX_DEPTH) return error('flow-too-deep', { limit: MAX_DEPTH })
    const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(item.value)
      ? item.value.map((element: unknown, index) => [index, element] as const)
      : Object.entries(item.value)
    seen += entries.length
    if (seen > MAX_VALUES) return error('flow-too-large', { limit: MAX_VALUES })
    for (const [key, child] of entries) {
      const path = [...item.path, key]
      if (typeof key === 'string' && FORBIDDEN_KEYS.has(key)) return error('forbidden-key', { key }, path)
      if (typeof child === 'object') waiting.push({ value: child, path })
    }
  }
  return undefined
}

export type Parsed = { readonly value: unknown } | { readonly problem: Problem }

/** Parses JSON text within the limits. */
export function parseSafely(text: string): Parsed {
  if (text.length > MAX_FLOW_LENGTH) return { problem: error('flow-too-large', { limit: MAX_FLOW_LENGTH }) }
  if (tooDeep(text)) return { problem: error('flow-too-deep', { limit: MAX_DEPTH }) }
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    const problem = checkValue(value)
    return problem === undefined ? { value } : { problem }
  } catch (cause) {
    return { problem: error('flow-not-json', { reason: cause instanceof Error ? cause.message : '' }) }
  }
}
