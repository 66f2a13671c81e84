import { z } from 'zod'
import { errorSchema } from './error.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'

type Json = Record<string, unknown>

/** Gathers the named schemas that the routes refer to. */
class Components {
  readonly schemas = new Map<string, unknown>()

  /** The JSON Schema of what is sent (`input`) or answered (`output`), with references into the document's components. */
  schema(schema: z.ZodType, io: 'input' | 'output', owner: string): Json {
    const { $schema: _dialect, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
    // Schemas that refer to themselves without having a name get one from the route, so that two of them never meet.
    const text = JSON.stringify(made)
      .replaceAll('#/$defs/', '#/components/schemas/')
      .replaceAll(/__schema(\d+)/g, `${owner}Part$1`)
    const { $defs, ...rest } = asJson(JSON.parse(text))
    for (const [name, definition] of Object.entries(asJson($defs ?? {}))) {
      const { id: _id, ...plain } = asJson(definition)
      this.schemas.set(name, plain)
    }
    return rest
  }
}

/** Boundary: what `JSON.parse` gave back is an object of ours. */
const asJson = (value: unknown): Json => value as Json

const jsonContent = (schema: Json): Json => ({ 'application/json': { schema } })
const fileContent: Json = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }

function answerOf(route: Route, components: Components): Json {
  if (route.stream === true) return { description: 'Server-sent events', content: { 'text/event-stream': { schema: { type: 'string' } } } }
  if (route.download === true) return { description: 'The file', content: fileContent }
  const { response } = route
  return {
    description: 'Success',
    ...(response === undefined ? {} : { content: jsonContent(components.schema(response, 'output', route.name)) }),
  }
}

function parametersOf(route: Route, components: Components): Json[] {
  const list = (schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] => {
    if (schema === undefined) return []
    const { properties = {}, required = [] } = components.schema(schema, 'input', route.name)
    const needed = new Set(Array.isArray(required) ? required : [])
    return Object.entries(asJson(properties)).map(([name, s]) => ({ name, in: place, required: needed.has(name), schema: s }))
  }
  return [...list(route.params, 'path'), ...list(route.query, 'query')]
}

function operationOf(route: Route, components: Components): Json {
  const { body, upload } = route
  const content =
    upload === true ? fileContent : body === undefined ? undefined : jsonContent(components.schema(body, 'input', `${route.name}Body`))
  return {
    operationId: route.name,
    summary: route.summary,
    ...(route.ability === 'public' ? {} : { security: [{ session: [] }] }),
    'x-ability': route.ability,
    parameters: parametersOf(route, components),
    ...(content === undefined ? {} : { requestBody: { required: true, content } }),
    responses: {
      200: answerOf(route, components),
      default: { description: 'Failure', content: jsonContent(components.schema(errorSchema, 'output', 'Error')) },
    },
  }
}

/** The contract as an OpenAPI 3.1 document, whose schemas are JSON Schema 2020-12. */
export function openApiDocument(version: string): Json {
  const components = new Components()
  const paths = new Map<string, Json>()
  for (const route of Object.values<Route>(routes)) {
    paths.set(route.path, { ...paths.get(route.path), [route.method]: operationOf(route, components) })
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Sluice', version, description: 'Integration flows: draw, run, watch.' },
    paths: Object.fromEntries(paths),
    components: {
      schemas: Object.fromEntries(components.schemas),
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'sluice.session_token' } },
    },
  }
}
