import { type IncomingMessage } from 'node:http'
import { ApiFailure } from '../http/failure.ts'
import { readJson } from '../http/read-json.ts'
import { Refusal } from './answer.ts'

/** A body as it came, and what it says. */
export interface JsonBody {
  readonly bytes: Buffer
  /** Its JSON text, never written anew: long numbers and the order of keys stay. */
  readonly text: string
  readonly value: unknown
}

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i

const tooLarge = (limit: number): Refusal =>
  // What is still on its way is not waited for.
  new Refusal(413, 'body-too-large', { params: { bytes: limit }, headers: { Connection: 'close' } })

/** Refuses by what the headers say, before a byte of the body is read. */
export function checkHeaders(request: IncomingMessage, limit: number): void {
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) throw new Refusal(415, 'json-expected', { headers: { Connection: 'close' } })
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') throw new Refusal(415, 'encoding-not-taken', { headers: { Connection: 'close' } })
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
}

/** A body that has not come by then never will, or is meant to hold the connection. */
const BODY_MS = 30_000

/** The bytes of a body; refuses one that turns out larger than the limit as soon as it does, and one that takes too long. */
export function readBytes(request: IncomingMessage, limit: number, withinMs = BODY_MS): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const refuse = (refusal: Refusal): void => {
      clearTimeout(timer)
      request.removeAllListeners('data')
      request.pause()
      reject(refusal)
    }
    const timer = setTimeout(() => refuse(new Refusal(408, 'body-too-slow', { headers: { Connection: 'close' } })), withinMs)
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limit) refuse(tooLarge(limit))
      else chunks.push(chunk)
    })
    request.once('end', () => {
      clearTimeout(timer)
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks))
    })
    for (const broken of ['error', 'aborted']) request.once(broken, () => refuse(new Refusal(400, 'body-unreadable')))
  })
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/** The JSON of a body: UTF-8, at most 64 deep, no keys that reach into prototypes. */
export function parseBody(bytes: Buffer): JsonBody {
  try {
    const text = decoder.decode(bytes)
    return { bytes, text, value: readJson(text) }
  } catch (error) {
    if (error instanceof ApiFailure) throw new Refusal(error.status, error.code, error.facts.params === undefined ? {} : { params: error.facts.params }) // prettier-ignore
    throw new Refusal(400, 'not-json')
  }
}
