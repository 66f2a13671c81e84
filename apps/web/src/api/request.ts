import { errorSchema, type Routes, type RouteName, type Route } from '@sluice/contract'
import { ApiError } from './api-error.ts'

// What goes into a schema and what comes out of it, as zod states it on every schema.
type In<S> = S extends { readonly _zod: { readonly input: infer I } } ? I : unknown
type Out<S> = S extends { readonly _zod: { readonly output: infer O } } ? O : unknown

// A part that a route does not declare is inferred as `unknown`; it is then left out of the request.
type Part<N extends RouteName, K extends 'params' | 'query' | 'body'> =
  Routes[N] extends Route<infer P, infer Q, infer B> ? In<{ params: P; query: Q; body: B }[K]> : never
type PartOf<N extends RouteName, K extends 'params' | 'query' | 'body'> =
  unknown extends Part<N, K>
    ? unknown
    : Partial<Part<N, K>> extends Part<N, K>
      ? { readonly [key in K]?: Part<N, K> }
      : { readonly [key in K]: Part<N, K> }

/** What a call of the route needs: path parameters, query and body, as the contract says. */
export type RequestOf<N extends RouteName> = PartOf<N, 'params'> & PartOf<N, 'query'> & PartOf<N, 'body'>

/** What the route answers. */
export type AnswerOf<N extends RouteName> = Routes[N] extends Route<infer _P, infer _Q, infer _B, infer R> ? Out<R> : never

type Plain = string | number | boolean | undefined

/** The parts of a request that make its address. */
export interface RequestParts {
  readonly params?: Readonly<Record<string, Plain>>
  readonly query?: Readonly<Record<string, Plain>>
}

/** The address of a route: path parameters filled in, query appended; empty query values are left out. */
export function addressOf(path: string, { params = {}, query = {} }: RequestParts): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(String(params[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, String(value))
  const text = search.toString()
  return text === '' ? filled : `${filled}?${text}`
}

/** Reads an answer that is not a success as the one error shape; whatever else it is becomes a code by its status. */
export function errorOf(status: number, body: unknown): ApiError {
  const read = errorSchema.safeParse(body)
  if (!read.success)
    return new ApiError(status, status === 401 ? 'signed-out' : status >= 500 ? 'server-failed' : 'unexpected-answer', {
      params: { status },
    })
  const { code, ...facts } = read.data.error
  return new ApiError(status, code, facts)
}
