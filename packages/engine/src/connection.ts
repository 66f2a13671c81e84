import type { Json } from '@sluice/flow'

/** A connection as a run gets it: settings in the clear and its own secrets, never those of another. */
export interface ConnectionAccess {
  readonly type: string
  readonly config: Readonly<Record<string, Json>>
  readonly secrets: Readonly<Record<string, string>>
}

/** Connections by the name that a node's setting `connection` gives; only those that the flow names. */
export type Connections = Readonly<Record<string, ConnectionAccess>>
