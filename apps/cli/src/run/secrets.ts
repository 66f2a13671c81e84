import { enabledNodes, referencesOf, type Flow, type Problem, type ReferenceKind } from '@sluice/flow'
import { UsageError } from '../usage-error.ts'
import { readJsonFile } from './read-json-file.ts'

/** The names of one kind that the nodes which run give, each with the node that names it first. */
export function namedIn(flow: Flow, kind: ReferenceKind): ReadonlyMap<string, string> {
  const references = referencesOf(enabledNodes(flow)).filter((reference) => reference.kind === kind)
  return new Map(references.toReversed().map(({ name, nodeId }) => [name, nodeId]))
}

/** `crm-token` is looked up as `SLUICE_SECRET_CRM_TOKEN`. */
export const variableOf = (kind: ReferenceKind, name: string): string =>
  `SLUICE_${kind.toUpperCase()}_${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`

/** The values of exactly the secrets that the flow names: from the file, then from the environment. */
export async function collectSecrets(
  flow: Flow,
  file: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly secrets: Readonly<Record<string, string>>; readonly problems: readonly Problem[] }> {
  const fromFile = file === undefined ? new Map<string, string>() : await readSecretsFile(file)
  const secrets = new Map<string, string>()
  const problems: Problem[] = []
  for (const [name, nodeId] of namedIn(flow, 'secret')) {
    const variable = variableOf('secret', name)
    const value = fromFile.get(name) ?? env[variable]
    if (value === undefined) problems.push({ severity: 'error', code: 'secret-not-given-here', nodeId, params: { name, variable } })
    else secrets.set(name, value)
  }
  return { secrets: Object.fromEntries(secrets), problems }
}

/** A JSON object of names and texts. */
async function readSecretsFile(file: string): Promise<ReadonlyMap<string, string>> {
  const content = await readJsonFile(file)
  const secrets = new Map<string, string>()
  for (const [name, value] of Object.entries(content ?? { '': null })) {
    if (typeof value !== 'string') throw new UsageError('run-bad-secrets', { file })
    secrets.set(name, value)
  }
  return secrets
}
