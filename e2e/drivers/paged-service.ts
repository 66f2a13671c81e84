import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'

/** A system that answers page after page, and only when it is let: whoever reads it is in the middle of its work for as long as a journey wants. */
export interface PagedService extends AsyncDisposable {
  /** `host:port`, as an owner lists it. */
  readonly host: string
  readonly url: string
  /** Answers the next page, at once or when it is asked for. */
  readonly answerNext: () => void
  /** How many questions wait for their answer. */
  readonly waiting: () => number
}

const RECORDS_PER_PAGE = 1_000

/** Page `number` (from 1) of records that never end. */
const pageOf = (number: number): string =>
  JSON.stringify(Array.from({ length: RECORDS_PER_PAGE }, (_, i) => ({ id: (number - 1) * RECORDS_PER_PAGE + i + 1, city: '上海' })))

export async function startPagedService(): Promise<PagedService> {
  const held: { readonly response: ServerResponse; readonly page: number }[] = []
  let allowed = 0
  const answer = (): void => {
    while (allowed > 0) {
      const next = held.shift()
      if (next === undefined) return
      allowed--
      next.response.writeHead(200, { 'content-type': 'application/json' }).end(pageOf(next.page))
    }
  }
  const server = createServer((request, response) => {
    const entry = { response, page: Number(new URL(request.url ?? '/', 'http://service').searchParams.get('page') ?? 1) }
    held.push(entry)
    response.once('close', () => {
      if (held.includes(entry)) held.splice(held.indexOf(entry), 1)
    })
    answer()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  return {
    host,
    url: `http://${host}/records`,
    answerNext: () => {
      allowed++
      answer()
    },
    waiting: () => held.length,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
