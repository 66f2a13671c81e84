import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'

/** A service that takes requests and never answers: a run that reads from it lasts until it is stopped. */
export interface SlowService extends AsyncDisposable {
  readonly host: string
  /** Resolves with the headers of the next request. */
  readonly asked: () => Promise<NodeJS.Dict<string | string[]>>
}

export async function slowService(): Promise<SlowService> {
  let tell: ((headers: NodeJS.Dict<string | string[]>) => void) | undefined
  const server = createServer((request) => tell?.(request.headers))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    host: `127.0.0.1:${port}`,
    asked: () => new Promise((resolve) => (tell = resolve)),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
