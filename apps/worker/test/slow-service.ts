import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'

/** A service that takes requests and does not answer by itself: a run that reads from it lasts until it is stopped. */
export interface SlowService extends AsyncDisposable {
  readonly host: string
  /** Resolves with the headers of the next request, to this path where one is given. */
  readonly asked: (path?: string) => Promise<NodeJS.Dict<string | string[]>>
  /** Answers the last request, to this path where one is given, with a JSON text after all. */
  readonly answer: (json: string, path?: string) => void
}

/** Stands for whatever path there is. */
const ANY = ''

export async function slowService(): Promise<SlowService> {
  const waiting = new Map<string, (headers: NodeJS.Dict<string | string[]>) => void>()
  const last = new Map<string, ServerResponse>()
  const server = createServer((request, response) => {
    for (const path of [ANY, (request.url ?? '').slice(1)]) {
      last.set(path, response)
      waiting.get(path)?.(request.headers)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    host: `127.0.0.1:${port}`,
    asked: (path = ANY) => new Promise((resolve) => waiting.set(path, resolve)),
    answer: (json, path = ANY) => void last.get(path)?.writeHead(200, { 'content-type': 'application/json' }).end(json),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
