import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import { endStalledBodies } from './stalled-bodies.ts'

/** A server that reads bodies whole and tells what became of each. */
async function reader(idleMs: number) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    let bytes = 0
    request.on('data', (chunk: Buffer) => (bytes += chunk.length))
    request.on('error', () => seen.push(`broken off after ${bytes}`))
    request.on('end', () => {
      seen.push(`whole, ${bytes}`)
      // The answer takes longer than a body may stall.
      setTimeout(() => response.end('thanks'), idleMs * 2)
    })
  })
  endStalledBodies(server, idleMs)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Boundary: a server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo
  const send = async (pieces: readonly string[], pauseMs = 0): Promise<string> => {
    const socket = connect(port, '127.0.0.1')
    let heard = ''
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1')
      if (heard.endsWith('thanks')) socket.destroy()
    })
    socket.on('error', () => undefined)
    const closed = once(socket, 'close')
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n')
    for (const piece of pieces) {
      socket.write(piece)
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
    await closed
    return heard
  }
  return { seen, send, [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())) }
}

test('a body that stops half way ends its connection and is seen as broken off', async () => {
  await using server = await reader(200)
  expect(await server.send(['ab'])).toBe('')
  await vi.waitFor(() => expect(server.seen).toEqual(['broken off after 2']))
})

test('a body that comes piece by piece is taken, and its answer may take its time', async () => {
  await using server = await reader(1_000)
  // Together the pauses are longer than a body may stall.
  expect(await server.send(['a', 'b', 'c', 'd'], 400)).toMatch(/^HTTP\/1\.1 200 [\s\S]*thanks$/)
  expect(server.seen).toEqual(['whole, 4'])
})
