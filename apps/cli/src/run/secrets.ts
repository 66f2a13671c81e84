import { readFile } from 'node:fs/promises'
import { secretsOf, type Flow, type Problem } from '@sluice/flow'
import { UsageError } from '../usage-error.ts'

/** The secrets that the enabled nodes of a flow name, each with the node that names it first. */
export function namedSecrets(flow: Flow): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const node of flow.nodes.filter((n) => !n.disabled))
    for (const name of secretsOf({ ...flow, nodes: [node] })) if (!names.has(name)) names.set(name, node.id)
  return names
}

/** `crm-token` is looked up as `SLUICE_SECRET_CRM_TOKEN`. */
export const secretVariable = (name: string): string => `SLUICE_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`

/** The values of exactly the secrets that the flow names: from the file, then from the environment. */
export async function collectSecrets(
  flow: Flow,
  file: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly secrets: Readonly<Record<string, string>>; readonly problems: readonly Problem[] }> {
  const fromFile = file === undefined ? new Map<string, string>() : await readSecretsFile(file)
  const secrets = new Map<string, string>()
  const problems: Problem[] = []
  for (const [name, nodeId] of namedSecrets(flow)) {
    const variable = secretVariable(name)
    const value = fromFile.get(name) ?? env[variable]
    if (value === undefined) problems.push({ severity: 'error', code: 'secret-not-given-here', nodeId, params: { name, variable } })
    else secrets.set(name, value)
  }
  return { secrets: Object.fromEntries(secrets), problems }
}

/** A JSON object of names and texts. Its content is never part of a message. */
async function readSecretsFile(file: string): Promise<ReadonlyMap<string, string>> {
  const bad = new UsageError('run-bad-secrets', { file })
  let content: unknown
  try {
    content = JSON.parse(await readFile(file, 'utf8'))
  } catch {
    throw bad
  }
  if (content === null || typeof content !== 'object' || Array.isArray(content)) throw bad
  const secrets = new Map<string, string>()
  for (const [name, value] of Object.entries(content)) {
    if (typeof value !== 'string') throw bad
    secrets.set(name, value)
  }
  return secrets
}
