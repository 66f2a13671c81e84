import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../postgres/embedded.ts'
import { StartError } from './error.ts'

/** How long the server of a killed start gets to end: it notices at once, unless the machine is busy. */
const ORPHAN_MS = 15_000
const PAUSE_MS = 100

/**
 * A port that can be listened on: the wanted one, or any free one for 0. Taken: an error that suggests another. Where the last
 * start was killed, its server may have the port for a moment more: that is waited for, and `onWait` is told.
 */
export async function usablePort(host: string, wanted: number, onWait?: () => void): Promise<number> {
  if (wanted === 0) return freePort()
  const deadline = Date.now() + ORPHAN_MS
  let code = await tryListen(host, wanted)
  if (code === 'EADDRINUSE') onWait?.()
  while (code === 'EADDRINUSE' && onWait !== undefined && Date.now() < deadline) {
    await delay(PAUSE_MS)
    code = await tryListen(host, wanted)
  }
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
