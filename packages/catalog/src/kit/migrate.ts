import type { FlowNode, Json, Problem } from '@sluice/flow'
import type { AnyNode } from './node.ts'

/** A node's settings in the shape of the current version of its definition. */
export interface Migrated {
  readonly config: Readonly<Record<string, Json>>
  readonly problem?: Problem
}

/** Brings settings of an older version up to date, one version after another. Settings newer than the program are a problem. */
export function migrateConfig(definition: Pick<AnyNode, 'type' | 'version' | 'migrations'>, node: FlowNode): Migrated {
  const from = node.version ?? 1
  let config: Readonly<Record<string, Json>> = node.config
  if (from > definition.version) {
    const params = { type: definition.type, version: from, known: definition.version }
    return { config: node.config, problem: { severity: 'error', code: 'node-version-newer', nodeId: node.id, path: [], params } }
  }
  for (let version = from; version < definition.version; version++) config = definition.migrations?.[version]?.(config) ?? config
  return { config }
}
