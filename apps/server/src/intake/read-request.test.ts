import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { readBytes } from './read-request.ts'

test('a body that stops coming is given up', async () => {
  const refused = new Promise<unknown>((resolve) => {
    const server = createServer((request: IncomingMessage, response) => {
      readBytes(request, 1_000, 50).then(resolve, (error: unknown) => {
        resolve(error)
        response.destroy()
        server.close()
      })
    }).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      connect(port, '127.0.0.1').write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"a"')
    })
  })
  expect(await refused).toMatchObject({ status: 408, code: 'body-too-slow' })
})
