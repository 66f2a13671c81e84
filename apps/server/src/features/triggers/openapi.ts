import { planFlow } from '@sluice/catalog'
import { type TriggerConfigOf, type TriggerDto } from '@sluice/contract'
import { type Flow, type FlowParameter } from '@sluice/flow'
import { type Workspace } from '@sluice/store'
import { VERSION } from '../../version.ts'
import { columnsSchema, parameterSchema, type Json } from './json-schema.ts'

type Endpoint = TriggerDto & { readonly config: TriggerConfigOf<'endpoint'> }

const isEndpoint = (trigger: TriggerDto): trigger is Endpoint => trigger.config.kind === 'endpoint'

/** `/in/main/customer/:id` as OpenAPI writes it. */
const templated = (address: string): string => address.replaceAll(/:(\w+)/g, '{$1}')

function parametersOf(flow: Flow, { path, query }: Endpoint['config']): Json[] {
  const places = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '')
  const known = new Map(flow.parameters.map((parameter) => [parameter.name, parameter]))
  const ofPath = places.map((name) => ({ name, in: 'path', required: true, ...described(known.get(name)) }))
  const ofQuery = flow.parameters.filter(({ name }) => query.includes(name) && !places.includes(name))
  return [...ofPath, ...ofQuery.map((p) => ({ name: p.name, in: 'query', required: p.default === undefined, ...described(p) }))]
}

const described = (parameter: FlowParameter | undefined): Json => ({
  ...(parameter?.description === undefined ? {} : { description: parameter.description }),
  schema: parameter === undefined ? { type: 'string' } : parameterSchema(parameter),
})

/** What the flow's response node answers: status and schema from the columns that arrive there. */
function answerOf(flow: Flow, zone: string): { status: string; schema: Json | undefined; mayBeEmpty: boolean } {
  const sink = flow.nodes.find(({ type, disabled }) => type === 'sink.response' && !disabled)
  if (sink === undefined) return { status: '204', schema: undefined, mayBeEmpty: false }
  const edge = flow.edges.find(({ to }) => to.node === sink.id)
  const { ports } = planFlow(flow, { zone, now: new Date().toISOString() })
  const arriving = ports.find(({ node, port }) => node === edge?.from.node && port === edge.from.port)
  const one = sink.config['shape'] === 'one'
  const record = columnsSchema(arriving?.columns ?? [], sink.config['omitMissing'] === true)
  const status = typeof sink.config['status'] === 'number' ? String(sink.config['status']) : '200'
  return { status, schema: one ? record : { type: 'array', items: record }, mayBeEmpty: one }
}

const ERROR: Json = { $ref: '#/components/schemas/Error' }
const failure = (description: string): Json => ({ description, content: { 'application/json': { schema: ERROR } } })

function operationOf({ id, name, config }: Endpoint, flow: Flow, zone: string): Json {
  const { status, schema, mayBeEmpty } = answerOf(flow, zone)
  const { signIn } = config
  return {
    operationId: `endpoint_${id.replaceAll('-', '')}`,
    summary: name,
    description: flow.name,
    parameters: parametersOf(flow, config),
    ...(config.method === 'POST' ? { requestBody: { content: { 'application/json': { schema: {} } } } } : {}),
    ...(signIn.kind === 'open' ? {} : { security: [{ [id]: [] }] }),
    responses: {
      [status]: { description: 'The answer of the flow', ...(schema === undefined ? {} : { content: { 'application/json': { schema } } }) },
      400: failure('A parameter is missing or has the wrong type'),
      ...(signIn.kind === 'open' ? {} : { 401: failure('Not signed in') }),
      ...(mayBeEmpty && config.empty === 'not-found' ? { 404: failure('There is no such record') } : {}),
      ...(config.rejected === 'refuse' ? { 422: failure('Rows of the request were rejected') } : {}),
      429: failure('Too many requests a second'),
      502: failure('The flow failed'),
      503: failure('Paused or too busy: come again later'),
      504: failure('The flow took too long'),
    },
  }
}

/** The endpoints of a workspace whose flows are published, as OpenAPI 3.1; its schemas are JSON Schema 2020-12. */
export async function endpointsDocument(workspace: Workspace): Promise<Json> {
  const [triggers, { zone }] = await Promise.all([workspace.triggers.list(), workspace.settings.read()])
  const paths = new Map<string, Json>()
  const signIns: Record<string, Json> = {}
  for (const endpoint of triggers.filter(isEndpoint)) {
    if (endpoint.flowPublished === null || endpoint.address === null) continue
    const { flow } = await workspace.flows.readAt(endpoint.flowId, endpoint.flowPublished)
    const { method, signIn } = endpoint.config
    const path = templated(endpoint.address)
    paths.set(path, { ...paths.get(path), [method.toLowerCase()]: operationOf(endpoint, flow, zone) })
    if (signIn.kind !== 'open') signIns[endpoint.id] = { type: 'apiKey', in: 'header', name: signIn.header }
  }
  const error = { type: 'object', required: ['error'], properties: { error: { type: 'object', required: ['code'], properties: { code: { type: 'string' }, params: { type: 'object' } } } } } // prettier-ignore
  return {
    openapi: '3.1.0',
    info: { title: 'Endpoints of Sluice', version: VERSION },
    paths: Object.fromEntries(paths),
    components: { schemas: { Error: error }, securitySchemes: signIns },
  }
}
