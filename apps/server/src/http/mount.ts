import { routes, type Ability, type Route, type RouteName, type Routes } from '@sluice/contract'
import { type Workspace } from '@sluice/store'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { z } from 'zod'
import { type Signed } from '../auth/auth.ts'
import { type Services } from '../services.ts'
import { ApiFailure, failureOf, invalidRequest } from './failure.ts'
import { checkOrigin } from './origin.ts'
import { readJson } from './read-json.ts'

type Parts<N extends RouteName> = Routes[N] extends Route<infer P, infer Q, infer B, infer R> ? { params: z.output<P>; query: z.output<Q>; body: z.output<B>; answer: R extends z.ZodUnknown ? unknown : z.output<R> } : never // prettier-ignore

/** A validated request of a route. */
export interface ApiRequest<N extends RouteName> {
  readonly params: Parts<N>['params']
  readonly query: Parts<N>['query']
  readonly body: Parts<N>['body']
  /** Who asks. Throws on a public route without a session. */
  readonly session: Signed
  /** The workspace of who asks, acting in that name. Throws like `session`. */
  readonly workspace: Workspace
  readonly http: { readonly request: Request; readonly response: Response }
}

/** Handlers answer JSON; those of downloads and streams write the response themselves. */
export type Handler<N extends RouteName> = (request: ApiRequest<N>) => Promise<Parts<N>['answer']>

/** One handler for every route of the contract: leaving one out does not compile. */
export type Handlers = { readonly [N in RouteName]: Handler<N> }

/** Part of the handlers; what a feature gives. */
export type HandlersOf<N extends RouteName> = Pick<Handlers, N>

const BODY_LIMIT = '64mb'
const text = express.text({ type: 'application/json', limit: BODY_LIMIT, defaultCharset: 'utf-8' })
const nothing = z.strictObject({})

/** Mounts every route of the contract: ability, origin, strict input, one error shape. Gives the names of what it mounted. */
export function mountRoutes(app: Express, services: Services, handlers: Handlers): readonly RouteName[] {
  const names = Object.keys(routes).filter((name): name is RouteName => name in handlers)
  for (const name of names) mount(app, services, name, handlers)
  return names
}

function mount<N extends RouteName>(app: Express, services: Services, name: N, handlers: Handlers): void {
  const route: Route = routes[name]
  const handle: Handler<N> = handlers[name]
  const serve = async (request: Request, response: Response): Promise<void> => {
    checkOrigin(request, services.config.origins)
    const session = await authorise(services, request, route.ability)
    const params = parse(route.params ?? nothing, request.params, 'params')
    const query = parse(route.query ?? nothing, request.query, 'query')
    const body = route.upload === true ? undefined : parse(route.body ?? nothing, await readBody(request, response), 'body')
    const answer = await handle(apiRequest<N>(services, { params, query, body }, session, { request, response }))
    if (route.response !== undefined && !response.headersSent) response.json(answer)
  }
  const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1')
  app[route.method](path, (request, response, next: NextFunction) => {
    serve(request, response).catch(next)
  })
}

function apiRequest<N extends RouteName>(
  services: Services,
  parts: { params: unknown; query: unknown; body: unknown },
  session: Signed | undefined,
  http: ApiRequest<N>['http'],
): ApiRequest<N> {
  const signed = (): Signed => {
    if (session === undefined) throw new ApiFailure(401, 'signed-out')
    return session
  }
  return asRequest<N>({
    ...parts,
    http,
    get session() {
      return signed()
    },
    get workspace() {
      return services.store.inWorkspace(signed().workspaceId, signed().name)
    },
  })
}

/** Boundary: the parts were parsed with the schemas of this very route. */
const asRequest = <N extends RouteName>(
  request: Omit<ApiRequest<N>, 'params' | 'query' | 'body'> & { params: unknown; query: unknown; body: unknown },
) => request as ApiRequest<N>

async function authorise(services: Services, request: Request, ability: Ability): Promise<Signed | undefined> {
  if (ability === 'public') return undefined
  const session = await services.auth.read(request)
  if (session === undefined) throw new ApiFailure(401, 'signed-out')
  if (!session.abilities.includes(ability)) throw new ApiFailure(403, 'not-allowed', { params: { ability } })
  return session
}

function parse(schema: z.ZodType, value: unknown, part: 'params' | 'query' | 'body'): unknown {
  const result = schema.safeParse(value)
  if (!result.success) throw invalidRequest(result.error, part)
  return result.data
}

async function readBody(request: Request, response: Response): Promise<unknown> {
  if (request.method === 'GET') return {}
  const length = request.headers['content-length']
  if ((length === undefined || length === '0') && request.headers['transfer-encoding'] === undefined) return {}
  if (request.is('application/json') === false) throw new ApiFailure(415, 'json-expected')
  await new Promise<void>((resolve, reject) => {
    text(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(bodyFailure(error))))
  })
  return typeof request.body === 'string' && request.body !== '' ? readJson(request.body) : {}
}

function bodyFailure(error: unknown): Error {
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 400
  return status === 413 ? new ApiFailure(413, 'body-too-large') : new ApiFailure(status, 'body-unreadable')
}

/** Answers every failure in the one error shape; what nobody foresaw is logged and told without details. */
export const answerFailures =
  (services: Services) =>
  (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    const failure = failureOf(error)
    if (failure === undefined) services.log.error({ err: error, method: request.method, path: request.path }, 'request failed')
    if (response.headersSent) return next(error)
    const { status, code, facts } = failure ?? new ApiFailure(500, 'server-failed')
    response.status(status).json({ error: { code, ...facts } })
  }
