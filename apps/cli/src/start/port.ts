import { createServer } from 'node:net'
import { freePort } from '../postgres/embedded.ts'
import { StartError } from './error.ts'

/** A port that can be listened on: the wanted one, or any free one for 0. Taken: an error that suggests another. */
export async function usablePort(host: string, wanted: number): Promise<number> {
  if (wanted === 0) return freePort()
  const code = await tryListen(host, wanted)
  if (code === undefined) return wanted
  if (code === 'EADDRINUSE' || code === 'EACCES') throw new StartError('port-taken', { host, port: wanted, suggestion: await freePort() })
  throw new StartError('host-unknown', { host })
}

function tryListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve('code' in error ? String(error.code) : 'unknown'))
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}
