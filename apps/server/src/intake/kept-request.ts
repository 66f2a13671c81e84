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

export interface Kept {
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** The header that proves who asks; lower case. */
  readonly signInHeader: string | undefined
  /** JSON text; null: no body. */
  readonly body: string | null
  /** Of an endpoint: values for the flow's parameters. */
  readonly parameters?: Readonly<Record<string, string>>
}

/** The JSON text under which a request is kept; its body stands in it exactly as it came. */
export function keptPayload(request: IncomingMessage, { path, query, signInHeader, body, parameters }: Kept): string {
  const head = JSON.stringify({ path, query, headers: keptHeaders(request, signInHeader) })
  const waiting = parameters === undefined ? '' : `"waiting":true,"parameters":${JSON.stringify(parameters)},`
  return `{${waiting}"request":${head}${body === null ? '' : `,"body":${body}`}}`
}
