/** Any JSON with any path into it: tests state what they expect there. */
export interface Json {
  readonly [key: string]: Json | undefined
}

/** What the API answered. `body` is parsed JSON where it is JSON. */
export interface Answer {
  readonly status: number
  readonly body: Json
  /** Of what was made or read; empty when the answer names none. */
  readonly id: string
  readonly text: string
  readonly headers: Headers
}

/** Boundary: answers of many shapes. */
const asJson = (value: unknown): Json => value as Json

/** A browser's view of the API: keeps cookies and sends its Origin. */
export class Client {
  cookie = ''
  readonly #origin: string

  constructor(origin: string) {
    this.#origin = origin
  }

  async send(
    method: string,
    path: string,
    init: { body?: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const headers = { origin: this.#origin, ...(this.cookie === '' ? {} : { cookie: this.cookie }), ...init.headers }
    const response = await fetch(this.#origin + path, { method, headers, body: init.body, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    const body: unknown = isJson && text !== '' ? JSON.parse(text) : undefined
    const id = typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string' ? body.id : ''
    return { status: response.status, body: asJson(body), id, text, headers: response.headers }
  }

  #keep(cookie: string): void {
    const [pair = ''] = cookie.split(';')
    this.cookie = /max-age=0/i.test(cookie) ? '' : pair
  }

  #json(method: string, path: string, body: unknown): Promise<Answer> {
    return this.send(method, path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  }

  get = (path: string): Promise<Answer> => this.send('GET', path)
  delete = (path: string): Promise<Answer> => this.send('DELETE', path)
  post = (path: string, body: unknown = {}): Promise<Answer> => this.#json('POST', path, body)
  put = (path: string, body: unknown): Promise<Answer> => this.#json('PUT', path, body)

  /** The stream of a path, piece by piece. */
  async stream(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.#origin + path, { headers: { cookie: this.cookie, ...headers } })
  }
}
