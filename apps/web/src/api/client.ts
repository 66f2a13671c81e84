// The boundary to the server: JSON comes in here and is given the type that the contract states for the route.
// Both sides are built and served from one commit, so answers are not validated a second time.
import { routes, type RouteName } from '@sluice/contract'
import { ApiError } from './api-error.ts'
import { addressOf, errorOf, type AnswerOf, type RequestOf, type RequestParts } from './request.ts'

/** Reads a body as JSON; null when it is none. */
async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** Sends a request to our own server and answers the JSON; every failure is an ApiError. */
export async function send(method: string, address: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(address, {
      method,
      signal: signal ?? null,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (failure) {
    if (signal?.aborted === true) throw failure
    throw new ApiError(0, 'unreachable')
  }
  const answer = await jsonOf(response)
  if (!response.ok) throw errorOf(response.status, answer)
  return answer
}

/** Calls a route of the contract. */
export async function call<N extends RouteName>(name: N, request: RequestOf<N>, signal?: AbortSignal): Promise<AnswerOf<N>> {
  const route = routes[name]
  const parts = request as RequestParts & { readonly body?: unknown }
  const method = route.method.toUpperCase()
  const body = parts.body ?? (method === 'POST' ? {} : undefined)
  return (await send(method, addressOf(route.path, parts), body, signal)) as AnswerOf<N>
}

/** The address of a route that answers with a file, for a link with `download`. */
export function hrefOf<N extends RouteName>(name: N, request: RequestOf<N>): string {
  return addressOf(routes[name].path, request as RequestParts)
}
