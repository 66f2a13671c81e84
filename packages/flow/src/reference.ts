import type { ConnectionReference, Flow, FlowNode, Json, SecretReference } from './document.ts'

/** What a flow names and does not hold: a secret, or a connection. Names are `[A-Za-z][A-Za-z0-9_-]{0,63}`. */
export type ReferenceKind = 'secret' | 'connection'

/** One place where a node names a secret or a connection. */
export interface Reference {
  readonly kind: ReferenceKind
  readonly name: string
  readonly nodeId: string
  /** The place in the node's settings. */
  readonly path: readonly (string | number)[]
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/

const isName = (value: unknown): boolean => typeof value === 'string' && NAME.test(value)

/** Whether a value is `{ "secret": "<name>" }` and nothing else. */
export const isSecretReference = (value: unknown): value is SecretReference =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 1 && 'secret' in value && isName(value.secret)

/** Whether a value is `{ "connection": "<name>" }` and nothing else. */
export const isConnectionReference = (value: unknown): value is ConnectionReference =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 1 && 'connection' in value && isName(value.connection)

/** Every place where nodes name secrets and connections, in document order. */
export function referencesOf(nodes: readonly Pick<FlowNode, 'id' | 'config'>[]): readonly Reference[] {
  const found: Reference[] = []
  for (const { id, config } of nodes) {
    const visit = (value: Json, path: readonly (string | number)[]): void => {
      if (isSecretReference(value)) found.push({ kind: 'secret', name: value.secret, nodeId: id, path })
      else if (isConnectionReference(value)) found.push({ kind: 'connection', name: value.connection, nodeId: id, path })
      else if (isList(value)) value.forEach((item, index) => visit(item, [...path, index]))
      else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) visit(item, [...path, key])
    }
    visit(config, [])
  }
  return found
}

/** The nodes of a flow that run. */
export const enabledNodes = (flow: Flow): readonly FlowNode[] => flow.nodes.filter(({ disabled }) => !disabled)

const namesOf = (kind: ReferenceKind, nodes: readonly FlowNode[]): readonly string[] => [
  ...new Set(referencesOf(nodes).flatMap((reference) => (reference.kind === kind ? [reference.name] : []))),
]

/** The names of the secrets that the nodes of a flow refer to, each once, in document order. */
export const secretsOf = (flow: Flow): readonly string[] => namesOf('secret', flow.nodes)

/** The names of the connections that the nodes of a flow refer to, each once, in document order. */
export const connectionsOf = (flow: Flow): readonly string[] => namesOf('connection', flow.nodes)

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
