import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { customers, orders } from './data.ts'

/** Both services, listening. */
export interface Services {
  readonly customers: { readonly url: string }
  readonly orders: { readonly url: string }
  readonly close: () => Promise<void>
}

/** The token that system B asks for; the flow has it as the default of a parameter. */
export const ORDERS_TOKEN = 'demo-orders-token'

const LARGEST_PAGE = 50

type Answer = { readonly status: number; readonly body: unknown }

const NOT_FOUND: Answer = { status: 404, body: { error: 'not found' } }

/** System A: all customers in one answer. */
function answerCustomers(url: URL): Answer {
  return url.pathname === '/customers' ? { status: 200, body: { count: customers.length, data: customers } } : NOT_FOUND
}

const positive = (text: string | null, fallback: number): number => (text !== null && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : fallback)

/** System B: orders page by page, for those who show the token. */
function answerOrders(url: URL, request: IncomingMessage): Answer {
  if (url.pathname !== '/orders') return NOT_FOUND
  if (request.headers.authorization !== `Bearer ${ORDERS_TOKEN}`) return { status: 401, body: { error: 'token missing or wrong' } }
  const size = Math.min(positive(url.searchParams.get('size'), 20), LARGEST_PAGE)
  const page = positive(url.searchParams.get('page'), 1)
  const items = orders.slice((page - 1) * size, page * size)
  return { status: 200, body: { page, pages: Math.ceil(orders.length / size), result: { items } } }
}

function serve(answer: (url: URL, request: IncomingMessage) => Answer): Promise<Server> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const { status, body } = request.method === 'GET' ? answer(url, request) : { status: 405, body: { error: 'GET only' } }
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      resolve(server)
    })
  })
}

function addressOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the service does not listen on a port')
  return `http://127.0.0.1:${address.port}`
}

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })

/** Starts both services on free ports of this machine. */
export async function startServices(): Promise<Services> {
  const systemA = await serve(answerCustomers)
  const systemB = await serve(answerOrders)
  return {
    customers: { url: addressOf(systemA) },
    orders: { url: addressOf(systemB) },
    close: async () => {
      await Promise.all([stop(systemA), stop(systemB)])
    },
  }
}
