import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'

/** A service that takes requests and does not answer by itself: a run that reads from it lasts until it is stopped. */
export interface SlowService extends AsyncDisposable {
  readonly host: string
  /** Resolves with the headers of the next request. */
  readonly asked: () => Promise<NodeJS.Dict<string | string[]>>
  /** Answers the last request with a JSON text after all. */
  readonly answer: (json: string) => void
}

export async function slowService(): Promise<SlowService> {
  let tell: ((headers: NodeJS.Dict<string | string[]>) => void) | undefined
  let last: ServerResponse | undefined
  const server = createServer((request, response) => {
    last = response
    tell?.(request.headers)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    host: `127.0.0.1:${port}`,
    asked: () => new Promise((resolve) => (tell = resolve)),
    answer: (json) => void last?.writeHead(200, { 'content-type': 'application/json' }).end(json),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
