import type { Pace } from '@sluice/engine/connector'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { sourceFixture, type SourceFixture } from '../source-fixture.ts'

/** A service for one test, the requests it got, and a pace that does not wait but remembers. */
export interface HttpFixture extends AsyncDisposable {
  readonly url: string
  readonly host: string
  readonly requests: readonly IncomingMessage[]
  readonly waits: readonly number[]
  readonly pace: Pace
  readonly source: SourceFixture
}

export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void

export const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

export async function httpFixture(handle: Handler): Promise<HttpFixture> {
  const requests: IncomingMessage[] = []
  const waits: number[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    handle(request, response, requests.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const source = await sourceFixture()
  const host = `127.0.0.1:${address.port}`
  const pace: Pace = {
    wait: (ms) => {
      waits.push(ms)
      return Promise.resolve()
    },
    random: () => 0.5,
    now: () => Date.parse('2026-01-01T00:00:00Z'),
  }
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await source[Symbol.asyncDispose]()
  }
  return { url: `http://${host}`, host, requests, waits, pace, source, [Symbol.asyncDispose]: close }
}
