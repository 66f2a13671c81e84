import { type IncomingMessage } from 'node:http'
import { Refusal } from './answer.ts'

/** Headers that prove who asks, or that are about the connection and not about the event. */
const NOT_KEPT = new Set([
  'authorization', 'cookie', 'proxy-authorization', 'host', 'connection', 'keep-alive', 'content-length', 'content-type', 'transfer-encoding', 'accept', 'accept-encoding', 'accept-language', 'expect', 'te', 'upgrade',
]) // prettier-ignore
const LONGEST_HEADER = 1_000
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** The query of an address; a name may come once. */
export function readQuery(search: string): Record<string, string> {
  if (search === '') return {}
  const pairs = [...new URLSearchParams(search)]
  const names = new Set(pairs.map(([name]) => name))
  if (names.size < pairs.length) throw new Refusal(400, 'parameter-repeated')
  for (const [name, value] of pairs) {
    if (FORBIDDEN.has(name)) throw new Refusal(400, 'forbidden-key', { params: { key: name } })
    if (/[\p{Cc}\p{Cs}]/u.test(name + value)) throw new Refusal(400, 'parameter-unreadable', { params: { name: name.slice(0, 100) } })
  }
  return Object.fromEntries(pairs)
}

function keptHeaders(request: IncomingMessage, signInHeader: string | undefined): Record<string, string> {
  const kept: [string, string][] = []
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string' && !NOT_KEPT.has(name) && name !== signInHeader) kept.push([name, value.slice(0, LONGEST_HEADER)])
  }
  return Object.fromEntries(kept)
}

/** Path, query and headers as JSON text. `signInHeader` (in lower case) proves who asks and is not kept. */
export const requestText = (
  request: IncomingMessage,
  path: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>,
  signInHeader: string | undefined,
): string => JSON.stringify({ path, query, headers: keptHeaders(request, signInHeader) })
