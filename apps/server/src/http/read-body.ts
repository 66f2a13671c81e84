import { type Request, type Response } from 'express'
import { ApiFailure } from './failure.ts'
import { readJson } from './read-json.ts'

const MOST_BYTES = 64 * 1024 * 1024

/** The JSON body of a request; an absent one counts as an empty object. */
export async function readBody(request: Request, response: Response): Promise<unknown> {
  if (request.method === 'GET') return {}
  const length = request.headers['content-length']
  if ((length === undefined || length === '0') && request.headers['transfer-encoding'] === undefined) return {}
  if (request.is('application/json') === false) throw new ApiFailure(415, 'json-expected')
  const text = await readText(request, response)
  return text === '' ? {} : readJson(text)
}

async function readText(request: Request, response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) throw new ApiFailure(400, 'body-unreadable')
    bytes += chunk.length
    if (bytes > MOST_BYTES) {
      // What is still on its way is not waited for.
      response.setHeader('Connection', 'close')
      throw new ApiFailure(413, 'body-too-large')
    }
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch (error) {
    throw new ApiFailure(400, 'not-json', { params: { reason: error instanceof Error ? error.message : '' } })
  }
}
