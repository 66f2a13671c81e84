import { readParameters } from '@sluice/catalog'
import { type TriggerConfigOf } from '@sluice/contract'
import { type Flow } from '@sluice/flow'
import { type NewEvent } from '@sluice/store'
import { randomUUID } from 'node:crypto'
import { Refusal } from './answer.ts'
import { requestText } from './kept-request.ts'
import { checkHeaders, parseBody, readBytes } from './read-request.ts'
import { checkSignIn } from './sign-in.ts'
import { signInHeader, type Arrived } from './webhook.ts'

/**
 * Reads and checks a call of an endpoint. A value of the path fills the flow's parameter of the same name, and so does one of the
 * query that the settings allow; any other is only seen by the flow's incoming request.
 */
export async function readCall(
  { request, trigger, path, query }: Arrived,
  config: TriggerConfigOf<'endpoint'>,
  flow: Flow,
): Promise<NewEvent> {
  const bytes = await bodyOf(request, config)
  checkSignIn(config.signIn, trigger.secret, request.headers, bytes, Date.now())
  const body = bytes.length === 0 ? null : parseBody(bytes).text
  const allowed = Object.entries(query).filter(([name]) => config.query.includes(name))
  const parameters = parametersOf(flow, { ...Object.fromEntries(allowed), ...path })
  return {
    workspaceId: trigger.workspaceId,
    triggerId: trigger.id,
    dedupeKey: randomUUID(),
    signature: null,
    body,
    request: requestText(request, path, query, signInHeader(config)),
    parameters: JSON.stringify(parameters),
    waiting: true,
  }
}

async function bodyOf(request: Arrived['request'], config: TriggerConfigOf<'endpoint'>): Promise<Buffer> {
  const hasBody = Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined
  if (config.method === 'GET' || !hasBody) return Buffer.alloc(0)
  const limit = config.maxBodyKb * 1_024
  checkHeaders(request, limit)
  return readBytes(request, limit)
}

function parametersOf(flow: Flow, given: Readonly<Record<string, string>>): Record<string, string> {
  const wanted = flow.parameters.filter(({ name }) => Object.hasOwn(given, name)).map(({ name }) => [name, given[name] ?? ''] as const)
  const parameters = Object.fromEntries(wanted)
  const problem = readParameters(flow, parameters).problems.find(
    ({ code }) => code === 'parameter-missing' || code === 'parameter-wrong-type',
  )
  if (problem === undefined) return parameters
  const { name, type } = problem.params ?? {}
  throw new Refusal(400, problem.code, { params: { name: name ?? '', ...(type === undefined ? {} : { type }) } })
}
