import { execFileSync } from 'node:child_process'
import { createServer, connect, type Server } from 'node:net'

/** A host of its own as far as the network goes: it reaches the database by an address of ours, and has no other way out. */
export interface Host {
  /** What goes before a command so that it runs there. */
  readonly prefix: readonly string[]
  readonly databaseUrl: string
}

const ip = (...args: string[]): string => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })

/** True where this account may make network namespaces (Linux, root). */
export function mayMakeNamespaces(): boolean {
  const name = `sluice-try-${process.pid}`
  try {
    ip('netns', 'add', name)
    ip('netns', 'delete', name)
    return true
  } catch {
    return false
  }
}

/** Hosts in network namespaces, each joined to this one by a cable; gone when disposed. */
export async function namespaces(databaseUrl: string, count: number): Promise<{ hosts: readonly Host[] } & AsyncDisposable> {
  const made: { name: string; server: Server }[] = []
  const hosts: Host[] = []
  for (let i = 0; i < count; i++) {
    const name = `sluice-${process.pid}-${i}`
    const [here, there] = [`slu${process.pid % 10_000}h${i}`, `slu${process.pid % 10_000}t${i}`]
    // Of this process alone: what one that was killed has left behind is in nobody's way.
    const net = `10.${128 + ((process.pid >> 7) % 128)}.${(process.pid * 2 + i) % 256}`
    ip('netns', 'add', name)
    ip('link', 'add', here, 'type', 'veth', 'peer', 'name', there)
    ip('link', 'set', there, 'netns', name)
    ip('addr', 'add', `${net}.1/24`, 'dev', here)
    ip('link', 'set', here, 'up')
    ip('-n', name, 'addr', 'add', `${net}.2/24`, 'dev', there)
    ip('-n', name, 'link', 'set', there, 'up')
    ip('-n', name, 'link', 'set', 'lo', 'up')
    const { server, url } = await passOn(databaseUrl, `${net}.1`)
    made.push({ name, server })
    hosts.push({ prefix: ['ip', 'netns', 'exec', name], databaseUrl: url })
  }
  return {
    hosts,
    [Symbol.asyncDispose]: async () => {
      for (const { name, server } of made) {
        await new Promise((resolve) => server.close(resolve))
        ip('netns', 'delete', name)
      }
    },
  }
}

/** The embedded database listens on this machine only: what comes in at the cable's address is passed on to it. */
async function passOn(databaseUrl: string, address: string): Promise<{ server: Server; url: string }> {
  const url = new URL(databaseUrl)
  const target = { host: url.hostname, port: Number(url.port) }
  const server = createServer((socket) => {
    const out = connect(target)
    socket.pipe(out).pipe(socket)
    for (const end of [socket, out]) end.on('error', () => [socket, out].forEach((s) => s.destroy()))
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, address, () => {
      const bound = server.address()
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0)
    })
  })
  url.host = `${address}:${port}`
  return { server, url: url.href }
}
