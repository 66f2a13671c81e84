import type { Flow, Json, SecretReference } from './document.ts'

/** Whether a value is `{ "secret": "<name>" }` and nothing else. */
export const isSecretReference = (value: unknown): value is SecretReference =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === 1 &&
  'secret' in value &&
  typeof value.secret === 'string' &&
  /^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(value.secret)

/** The names of the secrets that the nodes of a flow refer to, each once, in document order. */
export function secretsOf(flow: Flow): readonly string[] {
  const names = new Set<string>()
  const visit = (value: Json): void => {
    if (isSecretReference(value)) names.add(value.secret)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
  }
  for (const node of flow.nodes) visit(node.config)
  return [...names]
}
