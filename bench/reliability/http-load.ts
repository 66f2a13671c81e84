import { connect } from 'node:net'

/** A request and when it was answered. */
export interface Answered {
  readonly status: number
  /** Milliseconds from sending to the whole answer. */
  readonly ms: number
  readonly key: string
}

export interface Load {
  readonly host: string
  readonly port: number
  readonly path: string
  readonly connections: number
  /** The next body with the key that its event will have; undefined: no more. */
  readonly next: () => { readonly key: string; readonly body: string } | undefined
  /** Headers of a body, each with its line end. */
  readonly headers?: (body: string) => string
  readonly onAnswer: (answer: Answered) => void
}

/** Sends requests over connections that are kept, one at a time on each; a connection that breaks is opened again. */
export async function sendLoad(load: Load): Promise<void> {
  await Promise.all(Array.from({ length: load.connections }, () => onOneConnection(load)))
}

async function onOneConnection(load: Load): Promise<void> {
  let open = true
  while (open) {
    open = await untilBroken(load)
    if (open) await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const END_OF_HEAD = '\r\n\r\n'

/** True when the connection broke before everything was sent. */
function untilBroken({ host, port, path, next, headers, onAnswer }: Load): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    socket.setNoDelay(true).setEncoding('latin1')
    let waiting: { key: string; sent: number } | undefined
    let text = ''
    const send = (): void => {
      const event = next()
      if (event === undefined) {
        socket.destroy()
        resolve(false)
        return
      }
      waiting = { key: event.key, sent: performance.now() }
      const head = `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(event.body)}\r\n`
      socket.write(`${head}${headers?.(event.body) ?? ''}\r\n${event.body}`)
    }
    socket.once('connect', send)
    socket.on('data', (data: string) => {
      text += data
      const head = text.indexOf(END_OF_HEAD)
      if (head === -1 || waiting === undefined) return
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      if (text.length < head + END_OF_HEAD.length + length) return
      const { key, sent } = waiting
      onAnswer({ status: Number(text.slice(9, 12)), ms: performance.now() - sent, key })
      text = ''
      waiting = undefined
      send()
    })
    const broken = (): void => resolve(true)
    socket.once('error', broken)
    socket.once('close', broken)
  })
}
