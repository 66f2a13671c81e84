import { routes, type Ability, type Route, type RouteName, type Routes } from '@sluice/contract'
import { type Workspace } from '@sluice/store'
import { type Express, type NextFunction, type Request, type Response } from 'express'
import { z } from 'zod'
import { type Signed } from '../auth/auth.ts'
import { bearerOf, signedByToken } from '../auth/bearer.ts'
import { type Services } from '../services.ts'
import { ApiFailure, failureOf, invalidRequest } from './failure.ts'
import { checkOrigin } from './origin.ts'
import { readBody } from './read-body.ts'

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

const nothing = z.strictObject({})

/** A request whose parts were parsed with the schemas of its route. */
type ParsedRequest = Omit<ApiRequest<RouteName>, 'params' | 'query' | 'body'> & { params: unknown; query: unknown; body: unknown }

/** Boundary: a handler is only ever called with what the schemas of its own route gave. */
const anyHandler = (handlers: Handlers, name: RouteName) => handlers[name] as (request: ParsedRequest) => Promise<unknown>

/** Mounts every route of the contract: ability, origin, strict input, one error shape. Gives the names of what it mounted. */
export function mountRoutes(app: Express, services: Services, handlers: Handlers): readonly RouteName[] {
  const names = Object.keys(routes).filter((name): name is RouteName => name in handlers)
  for (const name of names) mount(app, services, routes[name], anyHandler(handlers, name))
  return names
}

function mount(app: Express, services: Services, route: Route, handle: (request: ParsedRequest) => Promise<unknown>): void {
  const serve = async (request: Request, response: Response): Promise<void> => {
    // A token is never sent by a browser on its own, so that no foreign page can make one of ours ask.
    if (route.ability === 'public' || bearerOf(request) === undefined) checkOrigin(request, services.config.origins)
    const session = await authorise(services, request, route.ability)
    const params = parse(route.params ?? nothing, request.params, 'params')
    const query = parse(route.query ?? nothing, request.query, 'query')
    const body = route.upload === true ? undefined : parse(route.body ?? nothing, await readBody(request, response), 'body')
    const answer = await handle(parsedRequest(services, { params, query, body }, session, { request, response }))
    if (route.response !== undefined && !response.headersSent) response.json(answer)
  }
  const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1')
  app[route.method](path, (request, response, next: NextFunction) => {
    serve(request, response).catch(next)
  })
}

function parsedRequest(
  services: Services,
  parts: Pick<ParsedRequest, 'params' | 'query' | 'body'>,
  session: Signed | undefined,
  http: ParsedRequest['http'],
): ParsedRequest {
  const signed = (): Signed => {
    if (session === undefined) throw new ApiFailure(401, 'signed-out')
    return session
  }
  return {
    ...parts,
    http,
    get session() {
      return signed()
    },
    get workspace() {
      return services.store.inWorkspace(signed().workspaceId, signed().name)
    },
  }
}

async function authorise(services: Services, request: Request, ability: Ability): Promise<Signed | undefined> {
  if (ability === 'public') return undefined
  const token = bearerOf(request)
  const session = token === undefined ? await services.auth.read(request) : await signedByToken(services.store, request, token)
  if (session === undefined) throw new ApiFailure(401, 'signed-out')
  if (!session.abilities.includes(ability)) throw new ApiFailure(403, 'not-allowed', { params: { ability } })
  return session
}

function parse(schema: z.ZodType, value: unknown, part: 'params' | 'query' | 'body'): unknown {
  const result = schema.safeParse(value)
  if (!result.success) throw invalidRequest(result.error, part)
  return result.data
}

/** Answers every failure in the one error shape; what nobody foresaw, or an operator has to see to, is logged and told without details. */
export const answerFailures =
  (services: Services) =>
  (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    // Whoever asked has gone away, in the middle of a download for example: nobody to answer, nothing to look into.
    if (response.destroyed || response.socket?.destroyed === true) return
    const failure = failureOf(error)
    if (failure === undefined || failure.code === 'database-full')
      services.log.error({ err: error, method: request.method, path: request.path }, 'request failed')
    if (response.headersSent) {
      next(error)
      return
    }
    const { status, code, facts } = failure ?? new ApiFailure(500, 'server-failed')
    response.status(status).json({ error: { code, ...facts } })
  }
