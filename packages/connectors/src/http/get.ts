import { gunzipSync } from 'node:zlib'
import { ConnectorError, type Pace, type Retry, type RetryPolicy, withRetries } from '@sluice/engine/connector'
import { type Agent, type Dispatcher, request } from 'undici'
import { RefusedAddress } from './address-guard.ts'
import { redact } from './redact.ts'
import { askedDelay, passingStatus } from './retry.ts'

/** Largest answer that is taken. */
export const MAX_RESPONSE = 64 << 20
const MAX_REDIRECTS = 5

/** What every request of a source shares. */
export interface HttpSession {
  readonly agent: Agent
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly retry: RetryPolicy
  readonly onRetry: ((retry: Retry) => void) | undefined
  readonly secrets: readonly string[]
  readonly signal: AbortSignal
  readonly pace: Pace
}

/** A successful answer. */
export interface HttpAnswer {
  /** For messages: without secrets. */
  readonly url: string
  readonly contentType: string
  readonly body: Buffer
}

interface RawAnswer {
  readonly status: number
  readonly headers: Dispatcher.ResponseData['headers']
  readonly body: Buffer
}

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header)

function tooLarge(url: string): ConnectorError {
  return new ConnectorError('response-too-large', { url, limit: `${MAX_RESPONSE >> 20} MB` })
}

async function readBody(body: AsyncIterable<Buffer>, shownUrl: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of body) {
    length += part.length
    if (length > MAX_RESPONSE) throw tooLarge(shownUrl)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function unzip(answer: RawAnswer, shownUrl: string): Buffer {
  const encoding = one(answer.headers['content-encoding'])?.toLowerCase() ?? 'identity'
  if (encoding === 'identity' || encoding === '') return answer.body
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(answer.body, { maxOutputLength: MAX_RESPONSE })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(shownUrl)
    throw new ConnectorError('broken-response', { url: shownUrl }, { cause: error })
  }
  throw new ConnectorError('broken-response', { url: shownUrl })
}

/** Sends one request, without following where it leads. */
async function send(url: URL, headers: Readonly<Record<string, string>>, session: HttpSession): Promise<RawAnswer> {
  const timeout = AbortSignal.timeout(session.timeoutMs)
  const shownUrl = redact(url.href, session.secrets)
  try {
    const signal = AbortSignal.any([session.signal, timeout])
    const answer = await request(url, { method: 'GET', headers, dispatcher: session.agent, signal })
    return { status: answer.statusCode, headers: answer.headers, body: await readBody(answer.body, shownUrl) }
  } catch (error) {
    session.signal.throwIfAborted()
    if (error instanceof ConnectorError) throw error
    if (timeout.aborted)
      throw new ConnectorError('http-timeout', { url: shownUrl, seconds: session.timeoutMs / 1000 }, { passing: 'timeout' })
    throw networkFailure(error, shownUrl)
  }
}

function networkFailure(error: unknown, url: string): ConnectorError {
  if (error instanceof RefusedAddress) return new ConnectorError('address-refused', { url, address: error.address })
  const reason = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'network error'
  return new ConnectorError('http-unreachable', { url, reason }, { passing: 'unreachable', cause: error })
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** Follows redirects; headers of the flow, credentials among them, go to the first host only. */
async function follow(start: URL, session: HttpSession): Promise<RawAnswer & { readonly url: URL }> {
  let url = start
  let headers = session.headers
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const answer = await send(url, headers, session)
    const location = one(answer.headers['location'])
    if (!REDIRECTS.has(answer.status) || location === undefined) return { ...answer, url }
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined
    if (next === undefined || (next.protocol !== 'http:' && next.protocol !== 'https:') || next.username !== '')
      throw new ConnectorError('bad-redirect', { url: redact(url.href, session.secrets) })
    if (next.origin !== start.origin) headers = { accept: 'application/json', 'accept-encoding': 'gzip', 'user-agent': 'Sluice' }
    url = next
  }
  throw new ConnectorError('too-many-redirects', { url: redact(start.href, session.secrets), limit: MAX_REDIRECTS })
}

async function getOnce(url: URL, session: HttpSession): Promise<HttpAnswer> {
  const answer = await follow(url, session)
  const { status, headers } = answer
  const shownUrl = redact(answer.url.href, session.secrets)
  if (status >= 200 && status < 300)
    return { url: shownUrl, contentType: one(headers['content-type']) ?? '', body: unzip(answer, shownUrl) }
  const askedMs = askedDelay(one(headers['retry-after']), session.pace.now())
  throw new ConnectorError('http-status', { status, url: shownUrl }, { passing: passingStatus(status), askedMs })
}

/** Gets an address; tries again after network failures, time-outs, 429 and 5xx, as the policy says. */
export const get = (url: URL, session: HttpSession): Promise<HttpAnswer> => withRetries(session.retry, session, () => getOnce(url, session))
