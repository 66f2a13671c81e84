import { enabledNodes, referencesOf, type Flow, type Problem } from '@sluice/flow'
import type { Fields } from '../kit/fields.ts'
import { findDefinition } from '../registry.ts'

/** What a flow may name where it is to run. */
export interface KnownNames {
  readonly secrets: ReadonlySet<string>
  /** The type of each connection by its name. */
  readonly connections: ReadonlyMap<string, string>
}

/** The type of connection that the field at a place takes; undefined when any will do. */
function wantedType(nodeType: string, path: readonly (string | number)[]): string | undefined {
  let fields: Fields | undefined = findDefinition(nodeType)?.fields
  for (const part of path) {
    if (typeof part === 'number') continue
    const field: Fields[string] | undefined = fields?.[part]
    if (field?.kind === 'connection') return field.type
    fields = field?.kind === 'items' ? field.fields : undefined
  }
  return undefined
}

/** Secrets and connections that the nodes which run name and that are not there, or are of another kind. */
export function referenceProblems(flow: Flow, { secrets, connections }: KnownNames): readonly Problem[] {
  const types = new Map(flow.nodes.map(({ id, type }) => [id, type]))
  return referencesOf(enabledNodes(flow)).flatMap(({ kind, name, nodeId, path }): readonly Problem[] => {
    const at = { severity: 'error', nodeId, path } as const
    if (kind === 'secret') return secrets.has(name) ? [] : [{ ...at, code: 'secret-missing', params: { name } }]
    const type = connections.get(name)
    if (type === undefined) return [{ ...at, code: 'connection-missing', params: { name } }]
    const expected = wantedType(types.get(nodeId) ?? '', path)
    if (expected === undefined || expected === type) return []
    return [{ ...at, code: 'connection-type-unfit', params: { name, type, expected } }]
  })
}
