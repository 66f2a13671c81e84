import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

/** A notice as it came in over HTTP. */
export interface ReceivedNotice {
  readonly event: string
  readonly body: string
  readonly signature: string
}

/** A little program that is told of alerts: listens on a free port of this machine and keeps what is posted. */
export interface WebhookReceiver extends AsyncDisposable {
  /** `host:port`, as an owner lists it. */
  readonly host: string
  readonly url: string
  /** The notices of one event, in the order they came. */
  readonly of: (event: string) => readonly ReceivedNotice[]
}

const eventOf = (body: string): string => /"event":"([a-z.]+)"/.exec(body)?.[1] ?? ''

export async function startReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedNotice[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8')
      received.push({ event: eventOf(body), body, signature: String(request.headers['sluice-signature'] ?? '') })
      response.writeHead(204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  return {
    host,
    url: `http://${host}/alerts`,
    of: (event) => received.filter((notice) => notice.event === event),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** True when whoever holds the secret sent the notice: `t=<seconds>,v1=<hex of HMAC-SHA256 over "<seconds>.<body>">`. */
export function isSignedBy(secret: string, { body, signature }: ReceivedNotice): boolean {
  const [, seconds = '', given = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? []
  const wanted = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted))
}
