import { ApiFailure } from './failure.ts'

const MAX_DEPTH = 64
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/** Depth is counted before parsing, so that a million brackets cost nothing. Brackets inside texts don't count. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 0x22) i = endOfText(text, i)
    else if (c === 0x7b || c === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (c === 0x7d || c === 0x5d) depth--
  }
  return deepest
}

function endOfText(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 0x5c) i++
    else if (c === 0x22) return i
  }
  return text.length
}

/** Only a text that holds one of the names, or could hold it in disguise, is looked at key by key: that takes ten times as long. */
const MAY_BE_FORBIDDEN = /__proto__|constructor|prototype|\\u/

/** Parses JSON from outside: limited in depth, without keys that reach into prototypes. */
export function readJson(text: string): unknown {
  if (depthOf(text) > MAX_DEPTH) throw new ApiFailure(400, 'json-too-deep', { params: { depth: MAX_DEPTH } })
  try {
    if (!MAY_BE_FORBIDDEN.test(text)) return JSON.parse(text)
    return JSON.parse(text, (key, value: unknown) => {
      if (FORBIDDEN_KEYS.has(key)) throw new ApiFailure(400, 'forbidden-key', { params: { key } })
      return value
    })
  } catch (error) {
    if (error instanceof ApiFailure) throw error
    throw new ApiFailure(400, 'not-json', { params: { reason: error instanceof Error ? error.message : '' } })
  }
}
