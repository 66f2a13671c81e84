import { type Flow } from '@sluice/flow'

/** The names of the secrets that a flow refers to: every `{ "secret": "<name>" }` in the settings of its nodes. */
export function secretNames(flow: Flow): readonly string[] {
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ('secret' in value && typeof value.secret === 'string' && Object.keys(value).length === 1) names.add(value.secret)
    else for (const child of Object.values(value)) visit(child)
  }
  for (const node of flow.nodes) visit(node.config)
  return [...names].sort()
}
