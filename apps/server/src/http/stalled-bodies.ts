import type { IncomingMessage, Server, ServerResponse } from 'node:http'

/** A body of which nothing has come for so long never will: its sender is gone without a word, or means to hold the connection. */
const IDLE_MS = 60_000

/** Ends connections whose body stalls; one that comes slowly may take as long as it takes. What was waiting for it sees it as broken off. */
export function endStalledBodies(server: Server, idleMs = IDLE_MS): void {
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { 'content-length': length, 'transfer-encoding': transfer } = request.headers
    if ((length ?? '0') === '0' && transfer === undefined) return
    const { socket } = request
    // Without a listener for it, the server destroys a socket that times out.
    socket.setTimeout(idleMs)
    request.once('end', () => {
      // Behind the answer the time is that of an idle connection.
      if (!response.writableEnded) socket.setTimeout(0)
    })
  })
}
