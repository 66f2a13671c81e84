import { type ServerResponse } from 'node:http'

/** A request that is not taken: HTTP status, code, facts. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly params: Readonly<Record<string, string | number>> | undefined
  readonly headers: Readonly<Record<string, string>>
  constructor(
    status: number,
    code: string,
    facts: { params?: Readonly<Record<string, string | number>>; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(code)
    this.status = status
    this.code = code
    this.params = facts.params
    this.headers = facts.headers ?? {}
  }
}

const HEADERS = {
  'Content-Type': 'application/json; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
} as const

/** Answers with JSON text. A caller that has gone away gets nothing. */
export function sendJson(response: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>> = {}): void {
  if (response.headersSent || response.destroyed) return
  const bytes = Buffer.from(text)
  response.writeHead(status, { ...HEADERS, 'Content-Length': bytes.length, ...headers }).end(bytes)
}

export function sendRefusal(response: ServerResponse, { status, code, params, headers }: Refusal): void {
  sendJson(response, status, JSON.stringify({ error: { code, ...(params === undefined ? {} : { params }) } }), headers)
}
