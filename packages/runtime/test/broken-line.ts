import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** What passes a line: the connection's number from 1, and all text of it so far, each way. */
export interface Passed {
  readonly connection: number
  readonly toServer: string
  readonly toClient: string
}

/** `breaks`: the client's end is closed. `vanishes`: both ends stay open and nothing passes any more, as when a host loses its power. */
export type HowCut = 'breaks' | 'vanishes'

/** A line to a server that breaks when told to. */
export interface BrokenLine extends AsyncDisposable {
  readonly port: number
  readonly connections: () => number
}

/** What was sent reaches the server; the client hears nothing more. With `cut` true from the beginning nobody answers. */
export async function brokenLine(
  host: string,
  port: number,
  cut: (passed: Passed) => boolean,
  how: HowCut = 'breaks',
): Promise<BrokenLine> {
  let connections = 0
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const connection = ++connections
    let toServer = ''
    let toClient = ''
    const isCut = (): boolean => cut({ connection, toServer, toClient })
    const away = connect(port, host)
    for (const socket of [client, away]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      socket.on('error', () => undefined)
    }
    let isGone = false
    const breakOff = (): void => {
      if (how === 'vanishes') {
        isGone = true
        client.pause()
        away.pause()
        return
      }
      away.end()
      client.destroy()
    }
    if (isCut()) breakOff()
    client.on('data', (data) => {
      if (isGone) return
      toServer += data.toString('latin1')
      away.write(data)
      if (isCut()) breakOff()
    })
    away.on('data', (data) => {
      if (isGone) return
      toClient += data.toString('latin1')
      if (isCut()) breakOff()
      else client.write(data)
    })
    client.on('close', () => isGone || away.end())
    away.on('close', () => isGone || client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    // Boundary: a server that listens on a port has such an address.
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
