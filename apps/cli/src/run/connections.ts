import { findConnectionType, problemText, readConnection, referenceProblems } from '@sluice/catalog'
import { type Flow, type Problem } from '@sluice/flow'
import { type RunJob } from '@sluice/runtime'
import { language } from '../texts/text.ts'
import { UsageError } from '../usage-error.ts'
import { connectionFromUrl, type GivenConnection } from './connection-url.ts'
import { isObject, readJsonFile } from './read-json-file.ts'
import { namedIn, variableOf } from './secrets.ts'

type Connections = RunJob['connections']

/** Exactly the connections that the flow names: from the file, then from the environment as a URL. */
export async function collectConnections(
  flow: Flow,
  file: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly connections: Connections; readonly problems: readonly Problem[] }> {
  const fromFile = file === undefined ? new Map<string, GivenConnection>() : await readConnectionsFile(file)
  const connections = new Map<string, Connections[string]>()
  const problems: Problem[] = []
  for (const [name, nodeId] of namedIn(flow, 'connection')) {
    const variable = variableOf('connection', name)
    const problem = (code: string, params: Problem['params'] = {}): void =>
      void problems.push({ severity: 'error', code, nodeId, params: { name, variable, ...params } })
    const url = env[variable]
    const given = fromFile.get(name) ?? (url === undefined ? undefined : connectionFromUrl(url))
    if (given === undefined) problem(url === undefined ? 'connection-not-given-here' : 'connection-url-unreadable')
    else {
      const checked = checkedConnection(given)
      if (typeof checked === 'string') problem('connection-given-wrong', { detail: checked })
      else connections.set(name, checked)
    }
  }
  // What is missing is told above, with what to do on the command line.
  const types = new Map([...connections].map(([name, { type }]) => [name, type]))
  const unfit = referenceProblems(flow, { secrets: new Set(), connections: types }).filter(({ code }) => code === 'connection-type-unfit')
  return { connections: Object.fromEntries(connections), problems: [...problems, ...unfit] }
}

/** The connection with defaults, or what is wrong with it. */
function checkedConnection({ type, config: raw, secrets }: GivenConnection): Connections[string] | string {
  const known = findConnectionType(type)
  if (known === undefined) return problemText({ code: 'connection-type-unknown', params: { type } }, language)
  const { config, problems } = readConnection(known, raw, Object.keys(secrets))
  if (config !== undefined) return { type, config, secrets }
  return problems.map((problem) => `${problem.path?.join('.') ?? ''}: ${problemText(problem, language)}`).join(' ')
}

/** A JSON object of names and `{ "type", "config", "secrets" }`. */
async function readConnectionsFile(file: string): Promise<ReadonlyMap<string, GivenConnection>> {
  const content = await readJsonFile(file)
  const connections = new Map<string, GivenConnection>()
  for (const [name, value] of Object.entries(content ?? { '': null })) {
    const given = isObject(value) ? value : {}
    const { type, config, secrets = {} } = given
    if (typeof type !== 'string' || !isObject(config) || !isTexts(secrets)) throw new UsageError('run-bad-connections', { file })
    connections.set(name, { type, config, secrets })
  }
  return connections
}

const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  isObject(value) && Object.values(value).every((text) => typeof text === 'string')
