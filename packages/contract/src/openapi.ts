import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi'
import type { z } from 'zod'
import { errorSchema } from './error.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'

const json = (schema: z.ZodType) => ({ 'application/json': { schema } })
const bytes = { 'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } } }

function answerOf(route: Route): RouteConfig['responses'][string] {
  if (route.stream === true) return { description: 'Server-sent events', content: { 'text/event-stream': { schema: { type: 'string' } } } }
  if (route.download === true) return { description: 'The file', content: bytes }
  return { description: 'Success', ...(route.response === undefined ? {} : { content: json(route.response) }) }
}

function requestOf(route: Route): NonNullable<RouteConfig['request']> {
  const body =
    route.upload === true
      ? { content: bytes, required: true }
      : route.body === undefined
        ? undefined
        : { content: json(route.body), required: true }
  return { params: asObject(route.params), query: asObject(route.query), ...(body === undefined ? {} : { body }) }
}

/** Boundary: parameters and queries of routes are always objects. */
const asObject = (schema: z.ZodType | undefined) => schema as z.ZodObject | undefined

/** The contract as an OpenAPI 3.1 document. */
export function openApiDocument(version: string): unknown {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'sluice.session_token' })
  for (const route of Object.values<Route>(routes)) {
    registry.registerPath({
      method: route.method,
      path: route.path,
      operationId: route.name,
      summary: route.summary,
      ...(route.ability === 'public' ? {} : { security: [{ session: [] }] }),
      request: requestOf(route),
      responses: { 200: answerOf(route), default: { description: 'Failure', content: json(errorSchema) } },
    })
  }
  const info = { title: 'Sluice', version, description: 'Integration flows: draw, run, watch.' }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({ openapi: '3.1.0', info })
}
