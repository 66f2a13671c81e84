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

/** The bytes of a body; refuses one that turns out larger than the limit as soon as it does. */
export function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= limit) chunks.push(chunk)
      else {
        request.removeAllListeners('data')
        request.pause()
        reject(tooLarge(limit))
      }
    })
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)))
    request.once('error', () => reject(new Refusal(400, 'body-unreadable')))
    request.once('aborted', () => reject(new Refusal(400, 'body-unreadable')))
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
