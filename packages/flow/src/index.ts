export * from './document.ts'
export * from './problem.ts'
export { applyEdit, applyEdits, type Applied, type Edit } from './edit.ts'
export { checkGraph, topologicalOrder, type Graph } from './graph.ts'
export { loadFlow, saveFlow, type Loaded } from './load.ts'
export { migrate, type Migrations } from './migrate.ts'
export { downstreamOf, upstreamOf } from './reach.ts'
export {
  connectionsOf,
  enabledNodes,
  isConnectionReference,
  isSecretReference,
  referencesOf,
  secretsOf,
  type Reference,
  type ReferenceKind,
} from './reference.ts'
