import type { Json } from '@sluice/flow'

/** A connection as a run gets it: settings in the clear and its own secrets, never those of another. */
export interface ConnectionAccess {
  readonly type: string
  readonly config: Readonly<Record<string, Json>>
  readonly secrets: Readonly<Record<string, string>>
}

/** Connections by the name that a node's setting `connection` gives; only those that the flow names. */
export type Connections = Readonly<Record<string, ConnectionAccess>>

/** What testing a connection needs of its surroundings. */
export interface TestContext {
  readonly allowedHosts: readonly string[]
  readonly signal: AbortSignal
}

/**
 * A system that connections lead to. `test` goes all the way in, changes nothing, and gives what the system says of
 * itself, as texts for people. Fails with `ConnectorError`.
 */
export interface SystemConnector {
  readonly name: string
  readonly test: (access: ConnectionAccess, context: TestContext) => Promise<Readonly<Record<string, string>>>
}
